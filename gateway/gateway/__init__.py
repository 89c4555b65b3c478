"""The edge: routes.yaml compiled into an Envoy configuration, and the small processes around Envoy."""
