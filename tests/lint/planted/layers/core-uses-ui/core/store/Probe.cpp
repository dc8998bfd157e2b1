#include "ui/theme/Theme.h"
