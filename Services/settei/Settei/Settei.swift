// Settei
