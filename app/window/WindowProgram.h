#pragma once

#include "app/cli/Arguments.h"

namespace syncline::app {

/**
 * Opens the window: on the project that @p command names, else on the start page. When another
 * program has that project open, its window comes to the front instead. Makes the QApplication;
 * answers the exit code.
 */
int runWindowProgram(int &argc, char **argv, const cli::CommandWords &command);

} // namespace syncline::app
