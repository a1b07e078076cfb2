"""Long work by program: files that are brought, reports that are made, through the doors of their pages."""
