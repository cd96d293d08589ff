from django.contrib import messages
from django.db.models import Sum
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from shelf.forms import BookForm
from shelf.models import Book


def index(request):
    form = BookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        book = form.save()
        messages.success(request, f"{book.title} is on the shelf")
        return redirect("index")
    pages = Book.objects.aggregate(total=Sum("pages"))["total"]
    return render(request, "shelf/index.html", {"books": Book.objects.all(), "form": form, "pages": pages})


def book(request, number):
    return render(request, "shelf/book.html", {"book": get_object_or_404(Book, pk=number)})


def api(request):
    books = Book.objects.filter(title__icontains=request.GET.get("q", ""))
    return JsonResponse({"books": list(books.values("title", "pages", "bought"))})
