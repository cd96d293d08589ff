from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse


class Book(models.Model):
    class Kind(models.TextChoices):
        NOVEL = "novel", "Novel"
        POEMS = "poems", "Poems"

    title = models.CharField(max_length=80, unique=True)
    author = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.NOVEL)
    pages = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    bought = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return f"{self.title} ({self.author})"

    def get_absolute_url(self):
        return reverse("book", args=[self.pk])
