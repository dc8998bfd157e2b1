#pragma once

#include "tests/support/FakeViews.h"
#include "tests/ui/FakeOpener.h"
#include "tests/ui/FakePrompter.h"
#include "tests/ui/FakeShop.h"
#include "ui/base/Settings.h"
#include "ui/base/Theme.h"
#include "ui/shell/MainWindow.h"

#include <QPixmap>
#include <QTemporaryDir>

#include <memory>

namespace syncline::ui {

/** One line of screens.md. */
struct Screen
{
    QString name;
    QString covers;
    QStringList states;
};

/** What the screens' states of error fail with. */
[[nodiscard]] Error diskError();

/** All screens, as screens.md lists them. */
[[nodiscard]] QList<Screen> readScreens();

/**
 * A window that shows one screen in one state, with a FakeEngine. It gets there by itself, in the
 * next turns of the event loop: ask seen() until it is the wanted one.
 */
class Stage final : public QObject
{
public:
    Stage(QString screen, QString state, ThemeMode mode, QSize size);

    [[nodiscard]] MainWindow *window() const { return m_window.get(); }
    /** The state that the screen's own part shows now; empty: the screen is not there (yet). */
    [[nodiscard]] QString seen() const;
    /** The window with its dialogs. */
    [[nodiscard]] QPixmap picture() const;

private:
    [[nodiscard]] std::shared_ptr<FakeEngine> makeEngine() const;
    void open();
    /** The shop with a view, and what it answers. */
    void addView(FakeEngine &engine) const;
    void openScreen();
    void openDocument(const QString &kind, const QString &name, const QString &detail = {});
    void showPart();
    void arrangeCode();
    void transfer();
    void arrangeView();
    void edit();
    void openSchema();
    void editSchema();
    void editGrid();
    /** Screens that stand beside or above records: those are there, whatever the history is. */
    [[nodiscard]] bool isOfHistory() const;
    void showHistory();
    void prepareHistory(FakeHistories &histories) const;
    /** The widget that the state is read from; nullptr: not there. */
    [[nodiscard]] QWidget *part() const;

    const QString m_screen;
    const QString m_state;
    QTemporaryDir m_folder;
    mutable FakeViews m_views; ///< Before the window, which asks it.
    Settings m_settings;
    Theme m_theme;
    FakePrompter m_prompter;
    FixedClock m_clock;
    FakeOpener m_opener;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace syncline::ui
