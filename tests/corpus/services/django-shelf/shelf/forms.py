from django import forms

from shelf.models import Book


class BookForm(forms.ModelForm):
    class Meta:
        model = Book
        fields = ["title", "author", "kind", "pages", "bought"]
