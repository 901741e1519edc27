"""Every write to grants. Each is atomic, takes ``by=`` and ``at=``, checks access and leaves an audit row."""
