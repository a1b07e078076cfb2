"""Every model has a factory, and what it makes is valid and lies in one mission."""

import importlib
import inspect
from collections import Counter

import pytest
from django.apps import apps
from factory.django import DjangoModelFactory

from apps.missions.models import Mission

OURS = [config for config in apps.get_app_configs() if config.name.startswith("apps.")]
MODELS = [model for config in OURS for model in config.get_models()]


def factories():
    for config in OURS:
        if not list(config.get_models()):
            continue
        module = importlib.import_module(f"tests.factories.{config.label}")
        for _name, value in inspect.getmembers(module, inspect.isclass):
            if (
                issubclass(value, DjangoModelFactory)
                and value.__module__ == module.__name__
                and not value._meta.abstract
            ):
                yield value


FACTORIES = sorted(factories(), key=lambda factory: factory.__name__)


def test_every_model_has_one_factory():
    assert Counter(factory._meta.model for factory in FACTORIES) == Counter(MODELS)


@pytest.mark.django_db
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_a_factory_makes_a_valid_row_in_one_mission(factory):
    row = factory()
    row.full_clean()
    assert str(row)
    assert Mission.objects.count() <= 1
