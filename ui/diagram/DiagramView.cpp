#include "ui/diagram/DiagramView.h"

#include "ui/base/Text.h"
#include "ui/diagram/ModelBox.h"
#include "ui/widget/PlainLabel.h"

#include <QKeyEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr double smallest = 0.1;
constexpr double largest = 4;
constexpr double wheelStep = 1.2;
constexpr double margin = 32;

std::size_t indexOf(const ModelList &models, std::string_view name)
{
    const auto found = std::find_if(models.begin(), models.end(),
                                    [name](const auto &model) { return model->name == name; });
    return static_cast<std::size_t>(found - models.begin());
}
} // namespace

DiagramView::DiagramView(const ThemeColors &colors, QWidget *parent)
    : QGraphicsView(parent),
      m_colors(colors)
{
    setScene(new QGraphicsScene(this));
    setDragMode(QGraphicsView::ScrollHandDrag);
    setTransformationAnchor(QGraphicsView::AnchorUnderMouse);
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(colors.window);
    nameControl(this, u"diagram.view"_s, tr("Diagram of the models"));
    connect(scene(), &QGraphicsScene::selectionChanged, this, &DiagramView::tell);
}

DiagramView::~DiagramView()
{
    scene()->disconnect(this); // it goes later, and with it what is selected
}

DiagramGraph DiagramView::graphOf(const ModelList &models, const ThemeColors &colors)
{
    DiagramGraph graph;
    for (const auto &model : models)
        graph.boxes.push_back(ModelBox(model, colors).boundingRect().size());
    for (const ModelEdge &edge : modelEdges(models))
        graph.links.push_back({indexOf(models, edge.from), indexOf(models, edge.to)});
    return graph;
}

void DiagramView::show(const ModelList &models, const DiagramPlaces &places)
{
    m_models = models;
    m_places = places;
    const QString chosen = selected();
    fill();
    select(chosen);
    search(m_searched);
}

void DiagramView::setColors(const ThemeColors &colors)
{
    m_colors = colors;
    setBackgroundBrush(colors.window);
    show(ModelList(m_models), DiagramPlaces(m_places));
}

void DiagramView::fill()
{
    {
        const QSignalBlocker blocker(scene());
        m_boxes.clear();
        m_lines.clear();
        scene()->clear();
    }
    for (std::size_t i = 0; i < m_models.size(); ++i) {
        auto *box = new ModelBox(m_models[i], m_colors);
        box->setPos(m_places.boxes.at(i));
        scene()->addItem(box);
        m_boxes.push_back(box);
    }
    const std::vector<ModelEdge> edges = modelEdges(m_models);
    const auto place = [this](const std::string &name) {
        return m_boxes.at(indexOf(m_models, name))->sceneBoundingRect();
    };
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const std::vector<QPointF> points =
            i < m_places.links.size() ? m_places.links[i] : std::vector<QPointF>();
        auto *line =
            new ModelLine(edges[i], points, place(edges[i].from), place(edges[i].to), m_colors);
        scene()->addItem(line);
        m_lines.push_back(line);
    }
    setSceneRect(scene()->itemsBoundingRect().adjusted(-margin, -margin, margin, margin));
}

ModelBox *DiagramView::box(const QString &model) const
{
    for (ModelBox *box : m_boxes) {
        if (toQString(box->model().name) == model)
            return box;
    }
    return nullptr;
}

QString DiagramView::selected() const
{
    for (const ModelBox *box : m_boxes) {
        if (box->isSelected())
            return toQString(box->model().name);
    }
    return {};
}

void DiagramView::select(const QString &model)
{
    ModelBox *wanted = box(model);
    if (!wanted)
        return;
    scene()->clearSelection();
    wanted->setSelected(true);
    ensureVisible(wanted, 24, 24);
}

/** The lines of the selected box stand out; what it is, is said to who cannot see it. */
void DiagramView::tell()
{
    const std::string name = fromQString(selected());
    QStringList words;
    for (ModelLine *line : m_lines) {
        const bool isIts = !name.empty() && (line->edge().from == name || line->edge().to == name);
        line->setStrong(isIts);
        if (isIts)
            words.append(edgeWords(line->edge()));
    }
    const ModelBox *chosen = box(toQString(name));
    setAccessibleDescription(chosen ? tr("%1, %2 fields. %3")
                                          .arg(toQString(name))
                                          .arg(chosen->model().fields.size())
                                          .arg(words.join(u". "_s))
                                    : QString());
    Q_EMIT selectedChanged();
}

int DiagramView::search(const QString &text)
{
    m_searched = text.trimmed();
    int found = 0;
    for (ModelBox *box : m_boxes) {
        const ModelDef &model = box->model();
        const auto holds = [this](const std::string &name) {
            return toQString(name).contains(m_searched, Qt::CaseInsensitive);
        };
        const bool isFound =
            holds(model.name) ||
            std::any_of(model.fields.begin(), model.fields.end(),
                        [&holds](const FieldDef &field) { return holds(field.name); });
        box->setLook(m_searched.isEmpty() ? ModelBox::Look::Usual
                     : isFound            ? ModelBox::Look::Found
                                          : ModelBox::Look::Faint,
                     m_searched);
        found += isFound && !m_searched.isEmpty() ? 1 : 0;
    }
    return found;
}

void DiagramView::goToNext()
{
    const QString now = selected();
    const auto current = std::find_if(m_boxes.begin(), m_boxes.end(), [&now](const ModelBox *box) {
        return toQString(box->model().name) == now;
    });
    const auto begin = current == m_boxes.end() ? 0 : current - m_boxes.begin() + 1;
    const auto count = static_cast<std::ptrdiff_t>(m_boxes.size());
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const ModelBox *box = m_boxes[static_cast<std::size_t>((begin + i) % count)];
        if (box->look() == ModelBox::Look::Found) {
            select(toQString(box->model().name));
            return;
        }
    }
}

void DiagramView::zoom(double factor)
{
    const double now = transform().m11();
    const double wanted = std::clamp(now * factor, smallest, largest);
    m_isFitted = false;
    scale(wanted / now, wanted / now);
}

void DiagramView::resetZoom()
{
    m_isFitted = false;
    resetTransform();
}

void DiagramView::fit()
{
    const QRectF all = sceneRect();
    if (all.isEmpty() || viewport()->width() < 10)
        return;
    const double factor =
        std::min({viewport()->width() / all.width(), viewport()->height() / all.height(), 1.0});
    resetTransform();
    scale(std::max(factor, smallest), std::max(factor, smallest));
    centerOn(all.center());
    m_isFitted = true;
}

void DiagramView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    if (m_isFitted)
        fit();
}

void DiagramView::wheelEvent(QWheelEvent *event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        QGraphicsView::wheelEvent(event);
        return;
    }
    zoom(std::pow(wheelStep, event->angleDelta().y() / 120.0));
    event->accept();
}

/** To the nearest box that lies that way. */
void DiagramView::step(QPointF direction)
{
    const ModelBox *now = box(selected());
    if (!now) {
        if (!m_boxes.empty())
            select(toQString(m_boxes.front()->model().name));
        return;
    }
    const ModelBox *best = nullptr;
    double bestCost = 0;
    for (const ModelBox *other : m_boxes) {
        const QPointF way = other->pos() - now->pos();
        const double ahead = QPointF::dotProduct(way, direction);
        if (other == now || ahead < 1)
            continue;
        const double aside =
            std::abs(QPointF::dotProduct(way, QPointF(-direction.y(), direction.x())));
        const double cost = ahead + 2 * aside;
        if (!best || cost < bestCost) {
            best = other;
            bestCost = cost;
        }
    }
    if (best)
        select(toQString(best->model().name));
}

void DiagramView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        step({-1, 0});
        break;
    case Qt::Key_Right:
        step({1, 0});
        break;
    case Qt::Key_Up:
        step({0, -1});
        break;
    case Qt::Key_Down:
        step({0, 1});
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(wheelStep);
        break;
    case Qt::Key_Minus:
        zoom(1 / wheelStep);
        break;
    case Qt::Key_0:
        resetZoom();
        break;
    case Qt::Key_F:
        fit();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!selected().isEmpty())
            Q_EMIT openWished(selected());
        break;
    default:
        QGraphicsView::keyPressEvent(event);
        return;
    }
    event->accept();
}

void DiagramView::mouseDoubleClickEvent(QMouseEvent *event)
{
    for (const QGraphicsItem *item : items(event->position().toPoint())) {
        if (item->type() == ModelBox::Type) {
            Q_EMIT openWished(toQString(static_cast<const ModelBox *>(item)->model().name));
            return;
        }
    }
}

} // namespace syncline::ui
