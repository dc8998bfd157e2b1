#include "app/window/GraphvizLayout.h"

#include <QProcess>
#include <QPromise>
#include <QTimer>

#include <memory>

namespace syncline::app {

namespace {

/** The answer, given once, by whichever comes first. */
class Answer
{
public:
    Answer() { m_promise.start(); }
    ~Answer() { give(Error(errc::cancelled, "The diagram is not laid out any more.")); }
    QFuture<Result<ui::DiagramPlaces>> future() { return m_promise.future(); }
    void give(Result<ui::DiagramPlaces> result)
    {
        if (std::exchange(m_isGiven, true))
            return;
        m_promise.addResult(std::move(result));
        m_promise.finish();
    }

private:
    QPromise<Result<ui::DiagramPlaces>> m_promise;
    bool m_isGiven = false;
};

} // namespace

GraphvizLayout::GraphvizLayout(QString program)
    : m_program(std::move(program))
{
}

GraphvizLayout::~GraphvizLayout()
{
    const auto processes = findChildren<QProcess *>();
    for (QProcess *process : processes) {
        process->setParent(nullptr); // it deletes itself once it has ended
        process->kill();
    }
}

QFuture<Result<ui::DiagramPlaces>> GraphvizLayout::layOut(ui::DiagramGraph graph)
{
    const std::string input = ui::graphvizInput(graph);
    auto answer = std::make_shared<Answer>();
    auto *process = new QProcess(this);
    auto *timer = new QTimer(process);
    timer->setSingleShot(true);
    QObject::connect(timer, &QTimer::timeout, process, [answer, process] {
        answer->give(Error(errc::timeout, "Graphviz took too long."));
        process->kill();
    });
    QObject::connect(process, &QProcess::errorOccurred, process,
                     [answer, process](QProcess::ProcessError error) {
                         if (error != QProcess::FailedToStart)
                             return; // finished() follows
                         answer->give(Error(errc::notFound, "Graphviz is not installed."));
                         process->deleteLater();
                     });
    QObject::connect(
        process, &QProcess::finished, process,
        [answer, process, graph = std::move(graph)](int code, QProcess::ExitStatus status) {
            if (status == QProcess::NormalExit && code == 0)
                answer->give(
                    ui::readGraphviz(process->readAllStandardOutput().toStdString(), graph));
            else
                answer->give(Error(errc::invalidInput, "Graphviz failed: %1",
                                   {process->readAllStandardError().left(500).toStdString()}));
            process->deleteLater();
        });
    QFuture<Result<ui::DiagramPlaces>> future = answer->future();
    timer->start(patienceMs);
    process->start(m_program, {QStringLiteral("-Tplain")});
    if (process->state() != QProcess::NotRunning) { // else errorOccurred() told it
        process->write(input.data(), static_cast<qint64>(input.size()));
        process->closeWriteChannel();
    }
    return future;
}

} // namespace syncline::app
