#pragma once

#include "tests/ui/FakePrompter.h"
#include "tests/ui/FakeShop.h"
#include "ui/base/ActionRegistry.h"
#include "ui/base/Settings.h"
#include "ui/base/Theme.h"
#include "ui/shell/SessionStore.h"
#include "ui/shell/UiContext.h"

#include <QTemporaryDir>

#include <memory>

namespace syncline::ui {

/** Everything a page needs, around a FakeEngine; nothing of the user's is read or written. */
struct UiFixture
{
    explicit UiFixture(std::shared_ptr<FakeEngine> with = makeFakeShop())
        : engine(std::move(with))
    {
    }

    [[nodiscard]] UiContext context()
    {
        return {engine.get(), &prompter, &settings, &session, &actions, &theme, &clock};
    }

    QTemporaryDir folder;
    std::shared_ptr<FakeEngine> engine;
    FakePrompter prompter;
    FixedClock clock;
    Settings settings{folder.filePath(QStringLiteral("settings.ini"))};
    Theme theme{&settings, nullptr};
    SessionStore session{folder.path(), QStringLiteral("/projects/shop")};
    ActionRegistry actions;
};

} // namespace syncline::ui
