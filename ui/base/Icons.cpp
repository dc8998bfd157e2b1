#include "ui/base/Icons.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QString iconPath(const QString &name)
{
    return u":/icons/"_s + name + u".svg"_s;
}

QColor colourFor(QIcon::Mode mode)
{
    const QPalette palette = QApplication::palette();
    switch (mode) {
    case QIcon::Disabled:
        return palette.color(QPalette::Disabled, QPalette::WindowText);
    case QIcon::Selected:
        return palette.color(QPalette::HighlightedText);
    case QIcon::Normal:
    case QIcon::Active:
        break;
    }
    return palette.color(QPalette::Active, QPalette::WindowText);
}

/** Paints an SVG whose only colour is currentColor. */
class TintedIconEngine final : public QIconEngine
{
public:
    TintedIconEngine(QString name, QColor fixed)
        : m_name(std::move(name)),
          m_fixed(std::move(fixed))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode,
               QIcon::State /*state*/) override
    {
        const qreal scale = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, render(rect.size() * scale, mode));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        if (size.isEmpty()) // a button squeezed to nothing
            return {};
        return render(size, mode);
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State /*state*/,
                         qreal scale) override
    {
        QPixmap made = render(size, mode);
        Q_UNUSED(scale)
        return made;
    }
    [[nodiscard]] QIconEngine *clone() const override { return new TintedIconEngine(*this); }
    [[nodiscard]] QString key() const override { return u"syncline"_s; }
    QString iconName() override { return m_name; }

private:
    [[nodiscard]] QPixmap render(const QSize &size, QIcon::Mode mode) const
    {
        const QColor colour =
            m_fixed.isValid() && mode != QIcon::Disabled && mode != QIcon::Selected
                ? m_fixed
                : colourFor(mode);
        const QString key = u"syncline/%1/%2/%3x%4"_s.arg(m_name, colour.name(QColor::HexArgb))
                                .arg(size.width())
                                .arg(size.height());
        QPixmap made;
        if (QPixmapCache::find(key, &made))
            return made;
        QFile file(iconPath(m_name));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        QByteArray svg = file.readAll();
        svg.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer renderer(svg);
        made = QPixmap(size);
        made.fill(Qt::transparent);
        QPainter painter(&made);
        const int side = qMin(size.width(), size.height()); // a wider place is room beside a text
        renderer.render(&painter, QRectF((size.width() - side) / 2.0, (size.height() - side) / 2.0,
                                         side, side));
        painter.end();
        QPixmapCache::insert(key, made);
        return made;
    }

    QString m_name;
    QColor m_fixed;
};

} // namespace

QIcon themedIcon(const QString &name)
{
    return colouredIcon(name, {});
}

QIcon colouredIcon(const QString &name, const QColor &colour)
{
    if (!QFile::exists(iconPath(name)))
        return {};
    return QIcon(new TintedIconEngine(name, colour));
}

QStringList iconNames()
{
    QStringList names;
    const QStringList files = QDir(u":/icons"_s).entryList({u"*.svg"_s}, QDir::Files, QDir::Name);
    for (const QString &file : files)
        names.append(file.chopped(4));
    return names;
}

} // namespace syncline::ui
