#pragma once

namespace syncline::ui {

class DiagramLayout;
class MainWindow;

/** Registers the pages that this library has. The one list to add a screen to. */
void registerStandardPages(MainWindow &window, DiagramLayout *diagramLayout);

} // namespace syncline::ui
