import datetime as dt
from io import StringIO

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client, TestCase
from django.urls import reverse

from shelf.models import Book


class PublicPages(TestCase):
    def setUp(self):
        self.client = Client()

    def test_empty_shelf(self):
        answer = self.client.get(reverse("index"))
        self.assertContains(answer, "No books")
        self.assertContains(answer, "csrfmiddlewaretoken")
        self.assertContains(answer, '<label for="id_title">Title:</label>', html=True)

    def test_add_a_book(self):
        data = {"title": "emma", "author": "Austen", "kind": "novel", "pages": 474, "bought": "2020-01-31"}
        answer = self.client.post(reverse("index"), data, follow=True)
        self.assertContains(answer, "emma is on the shelf")
        self.assertContains(answer, "Emma")
        self.assertContains(answer, "Novel, 474 pages")
        book = Book.objects.get()
        self.assertEqual(book.bought, dt.date(2020, 1, 31))
        self.assertContains(self.client.get(book.get_absolute_url()), "31 January 2020")

    def test_bad_form(self):
        answer = self.client.post(reverse("index"), {"title": "", "kind": "map", "pages": 0, "bought": "never"})
        self.assertContains(answer, "This field is required.")
        self.assertContains(answer, "Enter a valid date.")
        self.assertContains(answer, "Select a valid choice. map is not one of the available choices.")
        self.assertContains(answer, "Ensure this value is greater than or equal to 1.")

    def test_missing_book(self):
        self.assertEqual(self.client.get("/book/7/").status_code, 404)

    def test_api(self):
        Book.objects.create(title="Emma", author="Austen", pages=474)
        Book.objects.create(title="Ulysses", author="Joyce", pages=730)
        answer = self.client.get("/api/books", {"q": "ULY"})
        self.assertEqual(answer.json(), {"books": [{"title": "Ulysses", "pages": 730, "bought": None}]})


class AdminPages(TestCase):
    @classmethod
    def setUpTestData(cls):
        get_user_model().objects.create_superuser("ann", "ann@example.org", "secret")
        Book.objects.create(title="Emma", author="Austen", pages=474, bought=dt.date(2020, 1, 31))
        Book.objects.create(title="Ulysses", author="Joyce", pages=730)

    def login(self):
        self.assertTrue(self.client.login(username="ann", password="secret"))

    def test_login_page(self):
        answer = self.client.get("/admin/", follow=True)
        self.assertContains(answer, "Log in")
        data = {"username": "ann", "password": "wrong", "next": "/admin/"}
        self.assertContains(self.client.post("/admin/login/", data), "Please enter the correct username")
        answer = self.client.post("/admin/login/", {**data, "password": "secret"}, follow=True)
        self.assertContains(answer, "Site administration")

    def test_change_list(self):
        self.login()
        answer = self.client.get("/admin/shelf/book/")
        self.assertContains(answer, "2 books")
        self.assertContains(answer, "icon-yes.svg")
        answer = self.client.get("/admin/shelf/book/", {"q": "emma", "kind__exact": "novel"})
        self.assertContains(answer, "1 result")

    def test_action(self):
        self.login()
        chosen = [book.pk for book in Book.objects.all()]
        data = {"action": "make_poems", "_selected_action": chosen}
        answer = self.client.post("/admin/shelf/book/", data, follow=True)
        self.assertContains(answer, "2 changed")
        self.assertEqual({book.kind for book in Book.objects.all()}, {"poems"})

    def test_change_and_history(self):
        self.login()
        book = Book.objects.get(title="Emma")
        url = reverse("admin:shelf_book_change", args=[book.pk])
        self.assertContains(self.client.get(url), 'value="Austen"')
        data = {"title": "Emma", "author": "Jane Austen", "kind": "novel", "pages": 474, "bought": ""}
        self.assertContains(self.client.post(url, data, follow=True), "was changed successfully")
        self.assertContains(self.client.get(reverse("admin:shelf_book_history", args=[book.pk])), "Changed")

    def test_delete(self):
        self.login()
        url = reverse("admin:shelf_book_delete", args=[Book.objects.first().pk])
        self.assertContains(self.client.get(url), "Are you sure")
        self.client.post(url, {"post": "yes"})
        self.assertEqual(Book.objects.count(), 1)

    def test_add_user(self):
        self.login()
        self.assertContains(self.client.get("/admin/auth/user/add/"), "Password confirmation")
        self.assertContains(self.client.get("/admin/auth/user/"), "ann@example.org")


class Commands(TestCase):
    def test_no_migration_is_missing(self):
        out = StringIO()
        call_command("makemigrations", "--check", "--dry-run", stdout=out)
        self.assertIn("No changes detected", out.getvalue())

    def test_check(self):
        out = StringIO()
        call_command("check", stdout=out)
        self.assertIn("no issues", out.getvalue())

    def test_dump(self):
        Book.objects.create(title="Emma", author="Austen", pages=474)
        out = StringIO()
        call_command("dumpdata", "shelf.book", stdout=out)
        self.assertIn('"title": "Emma"', out.getvalue())
