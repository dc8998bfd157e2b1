#pragma once

#include "core/engine/Engine.h"

namespace syncline {
class Clock;
}

namespace syncline::ui {

class ActionRegistry;
class Prompter;
class SessionStore;
class Settings;
class Theme;

/** What every page of an open project may use. Pointers outlive the pages; copy it freely. */
struct UiContext
{
    Engine *engine = nullptr;
    Prompter *prompter = nullptr;
    Settings *settings = nullptr;
    SessionStore *session = nullptr;
    ActionRegistry *actions = nullptr;
    Theme *theme = nullptr;
    const Clock *clock = nullptr;
};

} // namespace syncline::ui
