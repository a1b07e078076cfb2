app_name = "alignment"
urlpatterns = []
