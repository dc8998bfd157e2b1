#include "ui/diagram/ModelBox.h"

#include "ui/base/Text.h"
#include "ui/schema/FieldTableModel.h"

#include <QApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPathStroker>
#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr double padding = 8;
constexpr double narrowest = 140;
constexpr double widest = 300;
constexpr double titleHeight = 26;
constexpr double rowHeight = 20;
constexpr double round = 6;
constexpr double footLength = 12;
constexpr double footWidth = 6;

QFont titleFont()
{
    QFont font = QApplication::font();
    font.setBold(true);
    return font;
}

double wanted(const ModelDef &model)
{
    const QFontMetricsF names(QApplication::font());
    double width = QFontMetricsF(titleFont()).horizontalAdvance(displayLine(model.name, 60));
    for (const FieldDef &field : model.fields)
        width = std::max(width, names.horizontalAdvance(displayLine(field.name, 40)) +
                                    names.horizontalAdvance(fieldTypeText(field)) + 2 * padding);
    return std::clamp(width + 2 * padding, narrowest, widest);
}

} // namespace

ModelBox::ModelBox(std::shared_ptr<const ModelDef> model, const ThemeColors &colors)
    : m_model(std::move(model)),
      m_colors(colors)
{
    const auto fields = static_cast<int>(m_model->fields.size());
    const int rows = fields > mostFields ? mostFields + 1 : fields;
    m_size = {wanted(*m_model), titleHeight + rows * rowHeight + padding / 2};
    setFlag(QGraphicsItem::ItemIsSelectable);
    setCursor(Qt::PointingHandCursor);
    setZValue(1);
    const QString comment = displayLine(m_model->comment, 200);
    setToolTip(plainToolTip(displayLine(m_model->name, 60) +
                            (comment.isEmpty() ? QString() : QString(u'\n' + comment))));
}

QRectF ModelBox::boundingRect() const
{
    return {-m_size.width() / 2, -m_size.height() / 2, m_size.width(), m_size.height()};
}

void ModelBox::setLook(Look look, const QString &searched)
{
    m_look = look;
    m_searched = searched;
    setOpacity(look == Look::Faint ? 0.35 : 1);
    update();
}

void ModelBox::paint(QPainter *painter, const QStyleOptionGraphicsItem *option,
                     QWidget * /*widget*/)
{
    const bool isSelected = option->state.testFlag(QStyle::State_Selected);
    const QRectF all = boundingRect().adjusted(1, 1, -1, -1);
    painter->setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(all, round, round);
    painter->fillPath(outline, m_colors.base);
    painter->save();
    painter->setClipPath(outline);
    const QRectF title(all.left(), all.top(), all.width(), titleHeight);
    painter->fillRect(title, m_model->source.connection.empty() ? m_colors.alternate
                                                                : m_colors.accentGround);
    painter->restore();
    painter->setFont(titleFont());
    painter->setPen(m_colors.text);
    painter->drawText(title.adjusted(padding, 0, -padding, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      QFontMetricsF(titleFont())
                          .elidedText(displayLine(m_model->name, 60), Qt::ElideRight,
                                      title.width() - 2 * padding));
    painter->setFont(QApplication::font());
    QRectF row(all.left() + padding, title.bottom() + padding / 4, all.width() - 2 * padding,
               rowHeight);
    int shown = 0;
    for (const FieldDef &field : m_model->fields) {
        if (shown++ == mostFields) {
            painter->setPen(m_colors.muted);
            painter->drawText(row, Qt::AlignVCenter | Qt::AlignLeft,
                              FieldTableModel::tr("and %1 more")
                                  .arg(m_model->fields.size() - std::size_t(mostFields)));
            break;
        }
        paintField(painter, field, row);
        row.translate(0, rowHeight);
    }
    const bool isFound = m_look == Look::Found;
    painter->setPen(QPen(isSelected || isFound ? m_colors.accent : m_colors.border, isSelected ? 2.5
                                                                                    : isFound  ? 2
                                                                                              : 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(outline);
}

void ModelBox::paintField(QPainter *painter, const FieldDef &field, const QRectF &row) const
{
    const QFontMetricsF metrics(painter->font());
    const QString name = displayLine(field.name, 40) + (field.required ? u"*"_s : QString());
    const QString type = fieldTypeText(field);
    if (!m_searched.isEmpty() && name.contains(m_searched, Qt::CaseInsensitive))
        painter->fillRect(row.adjusted(-padding / 2, 1, padding / 2, -1), m_colors.warningGround);
    const double half = row.width() * 0.6;
    const QString shownName = metrics.elidedText(name, Qt::ElideRight, half);
    painter->setPen(m_colors.text);
    painter->drawText(row, Qt::AlignVCenter | Qt::AlignLeft, shownName);
    const double rest = row.width() - metrics.horizontalAdvance(shownName) - padding;
    painter->setPen(field.isRelationship() ? m_colors.accent : m_colors.muted);
    painter->drawText(row, Qt::AlignVCenter | Qt::AlignRight,
                      metrics.elidedText(type, Qt::ElideRight, rest));
}

ModelLine::ModelLine(ModelEdge edge, const std::vector<QPointF> &points, const QRectF &from,
                     const QRectF &to, const ThemeColors &colors)
    : m_edge(std::move(edge)),
      m_colors(colors)
{
    if (points.size() >= 4) {
        m_path.moveTo(points.front());
        for (std::size_t i = 1; i + 2 < points.size(); i += 3)
            m_path.cubicTo(points[i], points[i + 1], points[i + 2]);
    } else if (from == to) { // to itself
        const QPointF corner = from.topRight();
        m_path.moveTo(corner + QPointF(-40, 0));
        m_path.cubicTo(corner + QPointF(-40, -50), corner + QPointF(50, -50),
                       corner + QPointF(0, 30));
    } else { // from side to side, where they face each other
        const bool isRight = to.center().x() > from.center().x();
        const bool isBeside = to.left() > from.right() || from.left() > to.right();
        const QPointF begin =
            isBeside ? QPointF(isRight ? from.right() : from.left(), from.center().y())
                     : QPointF(from.center().x(),
                               to.center().y() > from.center().y() ? from.bottom() : from.top());
        const QPointF end =
            isBeside ? QPointF(isRight ? to.left() : to.right(), to.center().y())
                     : QPointF(to.center().x(),
                               to.center().y() > from.center().y() ? to.top() : to.bottom());
        const QPointF bend = isBeside ? QPointF((end.x() - begin.x()) / 2, 0)
                                      : QPointF(0, (end.y() - begin.y()) / 2);
        m_path.moveTo(begin);
        m_path.cubicTo(begin + bend, end - bend, end);
    }
    setToolTip(plainToolTip(edgeWords(m_edge)));
}

QRectF ModelLine::boundingRect() const
{
    return m_path.boundingRect().adjusted(-footLength, -footLength, footLength, footLength);
}

QPainterPath ModelLine::shape() const
{
    QPainterPathStroker stroker;
    stroker.setWidth(8); // to be found by the mouse
    return stroker.createStroke(m_path);
}

void ModelLine::setStrong(bool isStrong)
{
    m_isStrong = isStrong;
    setZValue(isStrong ? 0.5 : 0);
    update();
}

void ModelLine::paint(QPainter *painter, const QStyleOptionGraphicsItem * /*option*/,
                      QWidget * /*widget*/)
{
    painter->setRenderHint(QPainter::Antialiasing);
    QPen pen(m_isStrong ? m_colors.accent : m_colors.muted, m_isStrong ? 2 : 1.2);
    if (!m_edge.through.empty())
        pen.setStyle(Qt::DashLine);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(m_path);
    pen.setStyle(Qt::SolidLine);
    painter->setPen(pen);
    paintEnd(painter, 0, m_edge.fromCount, false);
    paintEnd(painter, 1, m_edge.toCount, m_edge.required);
}

/** A crow's foot, or a bar for one; a ring beside it where there may be none. */
void ModelLine::paintEnd(QPainter *painter, double at, ModelEdge::Many count, bool isRequired) const
{
    const double length = std::max(m_path.length(), 1.0);
    const double step = std::min(footLength / length, 0.4);
    const QPointF tip = m_path.pointAtPercent(at);
    const QPointF back = m_path.pointAtPercent(at < 0.5 ? step : 1 - step);
    QPointF along = tip - back;
    const double size = std::hypot(along.x(), along.y());
    if (size < 0.01)
        return;
    along /= size;
    const QPointF across(-along.y(), along.x());
    if (count == ModelEdge::Many::Several) {
        painter->drawLine(back, tip + across * footWidth);
        painter->drawLine(back, tip - across * footWidth);
    } else {
        const QPointF bar = tip - along * (footLength / 2);
        painter->drawLine(bar + across * footWidth, bar - across * footWidth);
    }
    if (isRequired) {
        painter->drawLine(back + across * footWidth, back - across * footWidth);
        return;
    }
    painter->setBrush(m_colors.window);
    painter->drawEllipse(back - along * 3, 3, 3);
    painter->setBrush(Qt::NoBrush);
}

QString edgeWords(const ModelEdge &edge)
{
    const QString from = displayLine(edge.from, 60);
    const QString to = displayLine(edge.to, 60);
    if (!edge.through.empty())
        return FieldTableModel::tr("%1 and %2 have many of each other, through %3")
            .arg(from, to, displayLine(edge.through, 60));
    QString words = (edge.required ? FieldTableModel::tr("Each %1 belongs to one %2, as %3")
                                   : FieldTableModel::tr("A %1 may belong to one %2, as %3"))
                        .arg(from, to, displayLine(edge.fromField, 60));
    if (!edge.toField.empty())
        words += u"; "_s + (edge.fromCount == ModelEdge::Many::Several
                                ? FieldTableModel::tr("a %1 has many, as %2")
                                : FieldTableModel::tr("a %1 has one, as %2"))
                               .arg(to, displayLine(edge.toField, 60));
    return words;
}

} // namespace syncline::ui
