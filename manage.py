#!/usr/bin/env python
import sys

from nexusplan.told import told

if __name__ == "__main__":
    with told():
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
