#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QString>

class QGraphicsScene;

namespace syncline::ui {

/** Writes what @p scene shows to @p path: SVG, or PNG where the name ends so. Drawn here, written
 * on another thread. */
[[nodiscard]] QFuture<Result<void>> exportDiagram(QGraphicsScene *scene, const QString &path);
/** As exportDiagram() would write it. */
[[nodiscard]] QByteArray diagramBytes(QGraphicsScene *scene, bool isPng);

} // namespace syncline::ui
