#include "tests/ui/Screens.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QTextStream>
#include <QTimer>

#include <chrono>

/**
 * Photographs the window, screen by screen as screens.md lists them: state × theme × size, with the
 * FakeEngine, off the screen. Not shipped. `gallery --out DIR [--screen S] [--state S] [--theme T]
 * [--size WxH | 2x]`.
 */
using namespace syncline;
using namespace syncline::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 3000;  ///< ms for a state to come; then the picture shows what there is.
constexpr auto settling = 450ms; ///< Once it is there: for what follows it, such as the inspector.

struct Job
{
    QString screen;
    QString state;
    ThemeMode mode;
    QSize size;
    [[nodiscard]] QString file() const
    {
        const bool isDouble = qApp->devicePixelRatio() > 1.5;
        return u"%1-%2-%3-%4%5.png"_s.arg(
            screen, state, mode == ThemeMode::Dark ? u"dark"_s : u"light"_s,
            isDouble ? QString()
                     : QString::number(size.width()) + u'x' + QString::number(size.height()),
            isDouble ? u"2x"_s : QString());
    }
};

/** Takes the pictures one after another, each once its window has come to rest. */
class Gallery final : public QObject
{
public:
    Gallery(QList<Job> jobs, QString folder)
        : m_jobs(std::move(jobs)),
          m_folder(std::move(folder))
    {
        m_look.setInterval(20ms);
        connect(&m_look, &QTimer::timeout, this, &Gallery::look);
    }

    void next()
    {
        m_stage.reset();
        if (m_jobs.isEmpty()) {
            QApplication::exit(m_missed > 0 ? 1 : 0);
            return;
        }
        const Job &job = m_jobs.constFirst();
        m_stage = std::make_unique<Stage>(job.screen, job.state, job.mode, job.size);
        m_waited.start();
        m_look.start();
    }

private:
    void look()
    {
        const bool isThere = m_stage->seen() == m_jobs.constFirst().state;
        if (!isThere && m_waited.elapsed() < patience)
            return;
        m_look.stop();
        if (!isThere) {
            ++m_missed;
            QTextStream(stderr) << m_jobs.constFirst().file() << ": shows "
                                << (m_stage->seen().isEmpty() ? u"nothing"_s : m_stage->seen())
                                << Qt::endl;
        }
        QTimer::singleShot(settling, this, [this] {
            const Job job = m_jobs.takeFirst();
            m_stage->picture().save(m_folder + u'/' + job.file());
            QTextStream(stdout) << job.file() << Qt::endl;
            next();
        });
    }

    QList<Job> m_jobs;
    QString m_folder;
    std::unique_ptr<Stage> m_stage;
    QTimer m_look;
    QElapsedTimer m_waited;
    int m_missed = 0;
};

QList<Job> makeJobs(const QCommandLineParser &parser, const QStringList &sizes)
{
    const QStringList themes =
        parser.isSet(u"theme"_s) ? parser.values(u"theme"_s) : QStringList{u"light"_s, u"dark"_s};
    QList<Job> jobs;
    for (const Screen &screen : readScreens()) {
        if (parser.isSet(u"screen"_s) && !parser.values(u"screen"_s).contains(screen.name))
            continue;
        for (const QString &state : screen.states) {
            if (parser.isSet(u"state"_s) && !parser.values(u"state"_s).contains(state))
                continue;
            for (const QString &theme : themes) {
                for (const QString &size : sizes)
                    jobs.append(
                        {screen.name, state,
                         theme == u"dark"_s ? ThemeMode::Dark : ThemeMode::Light,
                         QSize(size.section(u'x', 0, 0).toInt(), size.section(u'x', 1).toInt())});
            }
        }
    }
    return jobs;
}

/** The same at scale 2, which a program must be started with. */
void photographDoubled(const QStringList &arguments)
{
    auto *again = new QProcess(qApp);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_SCALE_FACTOR"_s, u"2"_s);
    again->setProcessEnvironment(environment);
    again->setProcessChannelMode(QProcess::ForwardedChannels);
    QObject::connect(again, &QProcess::finished, qApp, [](int code) { QApplication::exit(code); });
    again->start(QApplication::applicationFilePath(), arguments.mid(1));
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
                       {u"size"_s, u"Such as 1280x800, or 2x for scale 2."_s, u"size"_s}});
    parser.process(application);
    QDir().mkpath(parser.value(u"out"_s));

    const bool isDouble = application.devicePixelRatio() > 1.5;
    QStringList sizes = parser.isSet(u"size"_s)
                            ? parser.values(u"size"_s)
                            : QStringList{u"1280x800"_s, u"1920x1080"_s, u"2x"_s};
    const bool wantsDouble = sizes.removeAll(u"2x"_s) > 0;
    if (isDouble)
        sizes = {u"1280x800"_s};
    Gallery gallery(makeJobs(parser, sizes), parser.value(u"out"_s));
    QTimer::singleShot(0, &gallery, &Gallery::next); // which may find nothing to do
    const int code = QApplication::exec();
    if (code != 0 || !wantsDouble || isDouble)
        return code;
    photographDoubled(QApplication::arguments());
    return QApplication::exec();
}
