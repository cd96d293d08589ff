from django.contrib import admin
from django.urls import path

from shelf import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", views.index, name="index"),
    path("book/<int:number>/", views.book, name="book"),
    path("api/books", views.api, name="api"),
]
