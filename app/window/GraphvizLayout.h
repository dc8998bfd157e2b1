#pragma once

#include "ui/diagram/DiagramLayout.h"

#include <QObject>
#include <QString>

namespace syncline::app {

/**
 * Lays diagrams out with Graphviz, which runs as a process of its own (it is under the EPL, and
 * never linked). Nothing waits for it: the process tells when it is done, and is ended when it
 * takes too long. Window thread only.
 */
class GraphvizLayout final : public QObject, public ui::DiagramLayout
{
    Q_OBJECT

public:
    /** @p program: what is run; by name it is looked for as the shell does. */
    explicit GraphvizLayout(QString program = QStringLiteral("dot"));
    /** Ends what runs, and does not wait for that. */
    ~GraphvizLayout() override;

    QFuture<Result<ui::DiagramPlaces>> layOut(ui::DiagramGraph graph) override;

    static constexpr int patienceMs = 20'000;

private:
    const QString m_program;
};

} // namespace syncline::app
