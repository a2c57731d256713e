"""The only outbound Web API calls outside an ack."""
