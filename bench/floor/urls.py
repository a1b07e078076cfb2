from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import path

from bench.floor.models import Item


@login_required
def items(request):
    rows = Item.objects.select_related("lead").prefetch_related("links").order_by("title")[:50]
    return render(request, "list.html", {"rows": rows})


urlpatterns = [path("", items)]
