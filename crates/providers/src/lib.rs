//! Ports to the outside world, their fakes and their vendors.
