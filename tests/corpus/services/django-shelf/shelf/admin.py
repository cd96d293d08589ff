from django.contrib import admin

from shelf.models import Book


@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    list_display = ["title", "author", "kind", "thick"]
    list_filter = ["kind", "bought"]
    search_fields = ["title", "author"]
    date_hierarchy = "bought"
    actions = ["make_poems"]

    @admin.display(boolean=True, description="Thick?")
    def thick(self, book):
        return book.pages > 500

    @admin.action(description="These are poems")
    def make_poems(self, request, queryset):
        changed = queryset.update(kind=Book.Kind.POEMS)
        self.message_user(request, f"{changed} changed")
