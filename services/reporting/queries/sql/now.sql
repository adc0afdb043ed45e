SELECT service_now()
