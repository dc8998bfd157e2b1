#include "ui/start/StartPage.h"
