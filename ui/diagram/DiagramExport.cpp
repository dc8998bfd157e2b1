#include "ui/diagram/DiagramExport.h"

#include "ui/base/Text.h"

#include <QBuffer>
#include <QGraphicsScene>
#include <QImage>
#include <QPainter>
#include <QPromise>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QThreadPool>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr double pngScale = 2;
constexpr double mostPixels = 64e6;

QByteArray svgOf(QGraphicsScene *scene)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(scene->sceneRect().size().toSize());
    generator.setViewBox(QRectF(QPointF(0, 0), scene->sceneRect().size()));
    generator.setTitle(u"Models"_s);
    QPainter painter(&generator);
    painter.fillRect(QRectF(QPointF(0, 0), scene->sceneRect().size()), scene->backgroundBrush());
    scene->render(&painter);
    painter.end();
    return buffer.data();
}

/** Twice as sharp as on the screen, or as large as memory bears. */
QByteArray pngOf(QGraphicsScene *scene)
{
    const QSizeF size = scene->sceneRect().size();
    const double area = std::max(1.0, size.width() * size.height());
    const double scale = std::min(pngScale, std::sqrt(mostPixels / area));
    QImage image((size * scale).toSize().expandedTo({1, 1}), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(image.rect(), scene->backgroundBrush());
    scene->render(&painter);
    painter.end();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return buffer.data();
}

} // namespace

QByteArray diagramBytes(QGraphicsScene *scene, bool isPng)
{
    return isPng ? pngOf(scene) : svgOf(scene);
}

QFuture<Result<void>> exportDiagram(QGraphicsScene *scene, const QString &path)
{
    const QByteArray bytes = diagramBytes(scene, path.endsWith(u".png"_s, Qt::CaseInsensitive));
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, bytes, path] {
        QSaveFile file(path);
        const bool isWritten =
            file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
        promise->addResult(
            isWritten ? Result<void>()
                      : Result<void>(Error(errc::storage, "The file %1 cannot be written: %2.",
                                           {fromQString(path), fromQString(file.errorString())})));
        promise->finish();
    });
    return promise->future();
}

} // namespace syncline::ui
