#include "tests/ui/FakeOpener.h"
#include "tests/ui/FakePrompter.h"
#include "tests/ui/FakeShop.h"
#include "ui/base/Settings.h"
#include "ui/base/Text.h"
#include "ui/base/Theme.h"
#include "ui/code/CodeEditor.h"
#include "ui/code/CodePage.h"
#include "ui/inspector/InspectorView.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordsPage.h"
#include "ui/shell/DocumentArea.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/WindowOptions.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDialog>
#include <QDir>
#include <QDockWidget>
#include <QLineEdit>
#include <QPainter>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

#include <chrono>
#include <functional>

/**
 * Photographs the window, screen by screen: state {empty, loading, full, error} × theme × size,
 * with the FakeEngine, off the screen. Not shipped. `gallery --out DIR [--screen S] [--theme T]
 * [--state S] [--size WxH]`; scale by QT_SCALE_FACTOR.
 */
using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/** One window in one state; takes its picture once everything has answered. */
class Shot final : public QObject
{
public:
    Shot(QString screen, QString state, ThemeMode mode, QSize size)
        : m_screen(std::move(screen)),
          m_state(std::move(state)),
          m_settings(m_folder.filePath(u"settings.ini"_s)),
          m_theme(&m_settings, nullptr)
    {
        m_theme.setMode(mode);
        if (m_state == u"full"_s) {
            m_settings.addRecentProject(u"/home/ada/projects/garden-shop"_s);
            m_settings.addRecentProject(u"/home/ada/texts/blog"_s);
            m_settings.addRecentProject(u"/home/ada/projects/sample-shop"_s);
        }
        m_opener.make = [this] { return makeEngine(); };
        WindowOptions options;
        options.opener = &m_opener;
        options.settings = &m_settings;
        options.prompter = &m_prompter;
        options.theme = &m_theme;
        options.clock = &m_clock;
        options.stateFolder = m_folder.path();
        m_window = std::make_unique<MainWindow>(options);
        m_window->resize(size);
        m_window->show();
        arrange();
    }

    MainWindow *window() { return m_window.get(); }

private:
    std::shared_ptr<FakeEngine> makeEngine()
    {
        auto engine = m_state == u"full"_s ? makeFakeShop() : makeEmptyShop();
        if (m_state == u"error"_s) {
            for (const char *method : {"openGrid", "record", "connectors", "runs", "logs", "check",
                                       "modelCounts", "run", "readFile"})
                engine->failures[method] = Error("SYNC_STORAGE",
                                                 "The database %1 cannot be read: the disk answers "
                                                 "with an error. Check the disk, then try again.",
                                                 {"development.sqlite"});
        }
        if (m_state == u"loading"_s)
            engine->hold();
        return engine;
    }

    void arrange()
    {
        if (m_screen == u"start"_s) {
            if (m_state == u"loading"_s) {
                m_opener.isHeld = true;
                m_window->openProject(u"/projects/shop"_s);
            } else if (m_state == u"error"_s) {
                m_opener.failure =
                    Error("SYNC_LOCKED",
                          "The project %1 is open in another window of Syncline (process 4711).",
                          {"/projects/shop"});
                m_window->openProject(u"/projects/shop"_s);
            }
            return;
        }
        connect(m_window.get(), &MainWindow::projectOpened, this,
                [this] { QTimer::singleShot(0, this, &Shot::openScreen); });
        m_window->openProject(u"/projects/shop"_s);
    }

    void openScreen()
    {
        if (m_screen == u"nothing"_s)
            return;
        DocumentRef ref;
        ref.name = u"product"_s;
        if (m_screen.startsWith(u"connection"_s)) {
            ref.kind = DocumentRef::Kind::Connection;
            ref.name = u"shop"_s;
        }
        if (m_screen == u"action"_s) {
            ref.kind = DocumentRef::Kind::Action;
            ref.name = m_state == u"full"_s    ? u"product.publish"_s
                       : m_state == u"error"_s ? u"product.gone"_s
                                               : u"product.changePrice"_s;
            ref.detail = u"12"_s;
        }
        if (m_screen.startsWith(u"code"_s)) {
            ref.kind = DocumentRef::Kind::Code;
            ref.name = m_state == u"empty"_s ? u"models/order/flagLarge/other.lua"_s
                                             : u"models/order/flagLarge/flag-large.lua"_s;
        }
        m_window->openDocument(ref);
        if (m_screen.startsWith(u"code"_s))
            QTimer::singleShot(200ms, this, [this] { arrangeCode(); });
        else if (m_screen == u"connection-options"_s)
            m_window->findChild<QTabWidget *>(u"connection.tabs"_s)->setCurrentIndex(1);
        else if (m_screen == u"connection-models"_s)
            m_window->findChild<QTabWidget *>(u"connection.tabs"_s)->setCurrentIndex(2);
        else if (m_screen == u"connection-proposal"_s)
            m_window->actions()->action("connection.updateModels")->trigger();
        else if (m_screen == u"connection-running"_s)
            m_opener.last->setRun(runningSync());
        else if (m_screen == u"palette"_s)
            QTimer::singleShot(150ms, this, [this] {
                m_window->actions()->action("go.anything")->trigger();
                if (m_state == u"full"_s)
                    m_window->findChild<QLineEdit *>(u"palette.edit"_s)->setText(u"or"_s);
            });
        else if (m_screen == u"split"_s) {
            ref.name = u"order"_s;
            m_window->openDocument(ref, OpenMode::ToTheSide);
        } else if (m_screen == u"problems"_s || m_screen == u"runs"_s)
            m_window->findChild<QTabWidget *>(u"panels"_s)
                ->setCurrentIndex(m_screen == u"runs"_s ? 2 : 0);
        else if (m_screen == u"run"_s)
            QTimer::singleShot(300ms, this, [this] {
                m_window->findChild<InspectorView *>()->show(InspectTarget::ofRun(RunId{42}));
            });
        else if (m_screen == u"edit"_s)
            QTimer::singleShot(150ms, this, [this] { edit(); });
        else if (m_screen == u"filter"_s)
            m_window->findChild<RecordGridView *>()->filters()->setTexts(
                {{u"title"_s, u"mug"_s}, {u"price"_s, u">cheap"_s}});
        else if (m_screen == u"new-record"_s)
            m_window->actions()->action("records.new")->trigger();
        else if (m_screen == u"new-connection"_s)
            m_window->actions()->action("connection.new")->trigger();
    }

    void arrangeCode()
    {
        auto *page = qobject_cast<CodePage *>(m_window->currentPage());
        if (m_state != u"full"_s || !page)
            return;
        CodeEditor *editor = page->editor();
        if (m_screen == u"code-problem"_s) {
            editor->goTo(10, 5);
            editor->insert(u"retrun "_s);
        } else if (m_screen == u"code-conflict"_s) {
            editor->goTo(7, 3);
            editor->insert(u"-- "_s);
            m_opener.last->changeOutside(fromQString(page->ref().name), "-- of another editor\n");
        } else {
            editor->goTo(13, 5);
        }
    }

    void edit()
    {
        if (auto *title = m_window->findChild<QLineEdit *>(u"field.title.edit"_s)) {
            title->setText(u"Enamel mug, very small"_s);
            Q_EMIT title->textEdited(title->text());
        }
        if (auto *price = m_window->findChild<QLineEdit *>(u"field.price.edit"_s)) {
            price->setText(u"cheap"_s);
            Q_EMIT price->textEdited(price->text());
        }
    }

    QString m_screen;
    QString m_state;
    QTemporaryDir m_folder;
    Settings m_settings;
    Theme m_theme;
    FakePrompter m_prompter;
    FixedClock m_clock;
    FakeOpener m_opener;
    std::unique_ptr<MainWindow> m_window;
};

struct Job
{
    QString screen;
    QString state;
    ThemeMode mode;
    QSize size;
    [[nodiscard]] QString file() const
    {
        return u"%1-%2-%3-%4x%5.png"_s
            .arg(screen, state, mode == ThemeMode::Dark ? u"dark"_s : u"light"_s)
            .arg(size.width())
            .arg(size.height());
    }
};

QPixmap grabWithDialogs(MainWindow *window)
{
    QPixmap picture = window->grab();
    for (auto *dialog : window->findChildren<QDialog *>()) { // a window of its own, off the screen
        QPainter painter(&picture);
        painter.drawPixmap(QPoint((window->width() - dialog->width()) / 2,
                                  (window->height() - dialog->height()) / 2),
                           dialog->grab());
    }
    return picture;
}

/** Takes the pictures one after another, each once its window has come to rest. */
class Gallery final : public QObject
{
public:
    Gallery(QList<Job> jobs, QString folder)
        : m_jobs(std::move(jobs)),
          m_folder(std::move(folder))
    {
    }

    void next()
    {
        m_shot.reset();
        if (m_jobs.isEmpty()) {
            QApplication::quit();
            return;
        }
        const Job job = m_jobs.takeFirst();
        m_shot = std::make_unique<Shot>(job.screen, job.state, job.mode, job.size);
        QTimer::singleShot(900ms, this, [this, job] {
            grabWithDialogs(m_shot->window()).save(m_folder + u"/"_s + job.file());
            QTextStream(stdout) << job.file() << Qt::endl;
            next();
        });
    }

private:
    QList<Job> m_jobs;
    QString m_folder;
    std::unique_ptr<Shot> m_shot;
};

QList<Job> makeJobs(const QCommandLineParser &parser)
{
    const QStringList screens = parser.isSet(u"screen"_s) ? parser.values(u"screen"_s)
                                                          : QStringList{u"start"_s,
                                                                        u"records"_s,
                                                                        u"connection"_s,
                                                                        u"connection-options"_s,
                                                                        u"connection-models"_s,
                                                                        u"connection-proposal"_s,
                                                                        u"connection-running"_s,
                                                                        u"palette"_s,
                                                                        u"split"_s,
                                                                        u"problems"_s,
                                                                        u"runs"_s,
                                                                        u"run"_s,
                                                                        u"edit"_s,
                                                                        u"filter"_s,
                                                                        u"new-connection"_s,
                                                                        u"nothing"_s,
                                                                        u"code"_s,
                                                                        u"code-problem"_s,
                                                                        u"code-conflict"_s};
    const QStringList withAllStates{u"start"_s,          u"records"_s, u"connection"_s,
                                    u"problems"_s,       u"runs"_s,    u"run"_s,
                                    u"new-connection"_s, u"nothing"_s, u"code"_s};
    const QStringList states = parser.isSet(u"state"_s)
                                   ? parser.values(u"state"_s)
                                   : QStringList{u"empty"_s, u"loading"_s, u"full"_s, u"error"_s};
    const QStringList sizes = parser.isSet(u"size"_s) ? parser.values(u"size"_s)
                                                      : QStringList{u"1280x800"_s, u"1920x1080"_s};
    const QStringList themes =
        parser.isSet(u"theme"_s) ? parser.values(u"theme"_s) : QStringList{u"light"_s, u"dark"_s};
    QList<Job> jobs;
    for (const QString &screen : screens) {
        for (const QString &state : states) {
            if (state != u"full"_s && !withAllStates.contains(screen) && !parser.isSet(u"state"_s))
                continue;
            for (const QString &theme : themes) {
                for (const QString &size : sizes)
                    jobs.append(
                        {screen, state, theme == u"dark"_s ? ThemeMode::Dark : ThemeMode::Light,
                         QSize(size.section(u'x', 0, 0).toInt(), size.section(u'x', 1).toInt())});
            }
        }
    }
    return jobs;
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"out"_s, u"Where the pictures go."_s, u"folder"_s, u"gallery"_s},
                       {u"screen"_s, u"Only this screen (repeatable)."_s, u"name"_s},
                       {u"state"_s, u"Only this state."_s, u"name"_s},
                       {u"theme"_s, u"light or dark."_s, u"name"_s},
                       {u"size"_s, u"Such as 1280x800."_s, u"size"_s}});
    parser.process(application);
    QDir().mkpath(parser.value(u"out"_s));
    Gallery gallery(makeJobs(parser), parser.value(u"out"_s));
    gallery.next();
    return QApplication::exec();
}
