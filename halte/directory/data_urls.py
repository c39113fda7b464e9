"""Open data, below /data/."""

from django.urls import path

from halte.directory.data import views

app_name = "data"

urlpatterns = [
    path("spaces.csv", views.spaces_csv, name="csv"),
    path("spaces.geojson", views.spaces_geojson, name="geojson"),
    path("catalog.jsonld", views.catalog, name="catalog"),
    path("hsds/", views.hsds_index, name="hsds"),
    path("hsds/organizations", views.hsds_organizations, name="organizations"),
    path("hsds/services", views.hsds_services, name="services"),
    path("hsds/locations", views.hsds_locations, name="locations"),
]
