import Settei
