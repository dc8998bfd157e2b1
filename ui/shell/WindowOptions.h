#pragma once

#include <QString>

namespace syncline {
class Clock;
}

namespace syncline::ui {

class DiagramLayout;
class ProjectOpener;
class Prompter;
class Settings;
class Theme;

/** What a MainWindow is made of. Everything outlives the window; `app` owns it. */
struct WindowOptions
{
    ProjectOpener *opener = nullptr;
    Settings *settings = nullptr;
    Prompter *prompter = nullptr;
    Theme *theme = nullptr;
    const Clock *clock = nullptr;
    DiagramLayout *diagramLayout = nullptr; ///< nullptr: diagrams are laid out in rows.
    QString stateFolder; ///< Sessions; empty: SessionStore::defaultStateFolder().
};

} // namespace syncline::ui
