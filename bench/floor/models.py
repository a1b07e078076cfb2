from django.db import models


class Lead(models.Model):
    name = models.TextField()

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE)
    title = models.TextField(db_index=True)
    start = models.DateField()

    def __str__(self) -> str:
        return self.title


class Link(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="links")
    goal = models.TextField()
    grade = models.TextField()

    def __str__(self) -> str:
        return self.goal
