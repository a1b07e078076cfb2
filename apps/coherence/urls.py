app_name = "coherence"
urlpatterns = []
