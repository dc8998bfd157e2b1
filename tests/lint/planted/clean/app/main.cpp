#include "core/engine/Engine.h"
#ifdef SYNCLINE_HAS_UI
#include "app/window/WindowProgram.h"
#endif

int main()
{
    return QCoreApplication::exec();
}
