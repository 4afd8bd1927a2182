from ebbline.opencase import OpenCase as OpenCase
from ebbline.opencase import open_case as open_case

__version__: str
