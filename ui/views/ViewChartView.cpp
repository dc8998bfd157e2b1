#include "ui/views/ViewChartView.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/Theme.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QComboBox>
#include <QDateTime>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QMenu>
#include <QSet>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSeries>
#include <QtCharts/QBarSet>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QDateTimeAxis>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>
#include <QtCharts/QPieSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr int widestAslant = 120; ///< What a name may take of the picture's height.

/** An axis of names drops what it has already, and what follows would stand under the wrong one. */
QStringList distinctNames(const QStringList &names)
{
    QStringList distinct;
    QSet<QString> taken;
    for (QString name : names) {
        while (taken.contains(name))
            name += QChar(0x200B); // shows nothing
        taken.insert(name);
        distinct.append(name);
    }
    return distinct;
}

/** An axis of times writes the local one; the table and the query have UTC, and so has the axis. */
qint64 readAsLocal(double utc)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(utc), Qt::UTC);
    return QDateTime(time.date(), time.time(), Qt::LocalTime).toMSecsSinceEpoch();
}

} // namespace

ViewChartView::ViewChartView(const Theme *theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_result(std::make_shared<ViewResult>())
{
    setObjectName(u"view.chart"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildBar();
    m_stack = new QStackedWidget(this);
    m_state = new PageStateView(this);
    m_picture = new QChart;
    m_picture->setMargins(QMargins(space::small, space::small, space::small, space::small));
    m_picture->setBackgroundRoundness(0);
    m_picture->layout()->setContentsMargins(0, 0, 0, 0);
    m_chartView = new QChartView(m_picture, m_stack);
    m_chartView->setRenderHint(QPainter::Antialiasing);
    m_chartView->setFrameShape(QFrame::NoFrame);
    m_chartView->setFocusPolicy(Qt::NoFocus);
    nameControl(m_chartView, u"view.chart.picture"_s, tr("Chart"));
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_chartView);
    layout->addWidget(m_stack, 1);
    connect(theme, &Theme::changed, this, &ViewChartView::draw);
    fillChoices();
    draw();
}

void ViewChartView::buildBar()
{
    auto *bar = makeBar(u"top"_s, this);
    m_kind = new QComboBox(bar);
    nameControl(m_kind, u"view.chart.kind"_s, tr("Kind of chart"));
    m_kind->addItem(tr("No chart"), QString());
    m_kind->addItem(tr("Bars"), u"bar"_s);
    m_kind->addItem(tr("Lines"), u"line"_s);
    m_kind->addItem(tr("Pie"), u"pie"_s);
    m_x = new QComboBox(bar);
    nameControl(m_x, u"view.chart.x"_s, tr("Column that names"));
    m_x->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_y = new QToolButton(bar);
    nameControl(m_y, u"view.chart.y"_s, tr("Columns that are measured"));
    m_y->setPopupMode(QToolButton::InstantPopup);
    m_y->setFocusPolicy(Qt::TabFocus);
    m_yMenu = new QMenu(m_y);
    m_yMenu->setObjectName(u"view.chart.yMenu"_s);
    m_y->setMenu(m_yMenu);
    m_note = makeLabel({}, LabelRole::Muted, bar);
    m_note->setObjectName(u"view.chart.note"_s);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::large, space::tight, space::medium, space::tight);
    layout->setSpacing(space::small);
    layout->addWidget(m_kind);
    layout->addWidget(makeLabel(tr("of"), LabelRole::Muted, bar));
    layout->addWidget(m_y);
    layout->addWidget(makeLabel(tr("by"), LabelRole::Muted, bar));
    layout->addWidget(m_x);
    layout->addStretch(1);
    layout->addWidget(m_note);
    static_cast<QVBoxLayout *>(this->layout())->addWidget(bar);
    connect(m_kind, &QComboBox::activated, this, &ViewChartView::takeChoices);
    connect(m_x, &QComboBox::activated, this, &ViewChartView::takeChoices);
}

void ViewChartView::setHint(const QString &text)
{
    m_kind->setToolTip(plainToolTip(text));
}

void ViewChartView::setResult(std::shared_ptr<const ViewResult> result)
{
    m_result = std::move(result);
    fillChoices();
    draw();
}

void ViewChartView::setChart(const std::optional<ViewChart> &chart)
{
    if (chart == m_chart)
        return;
    m_chart = chart;
    fillChoices();
    draw();
}

void ViewChartView::fillChoices()
{
    const QSignalBlocker kind(m_kind);
    const QSignalBlocker x(m_x);
    m_kind->setCurrentIndex(m_chart ? m_kind->findData(toQString(chartKindName(m_chart->kind)))
                                    : 0);
    m_x->clear();
    m_yMenu->clear();
    for (const ViewColumn &column : m_result->columns) {
        const QString name = displayLine(column.name, 80);
        m_x->addItem(name, toQString(column.name));
        QAction *action = m_yMenu->addAction(name);
        action->setCheckable(true);
        action->setData(toQString(column.name));
        action->setChecked(m_chart &&
                           std::ranges::find(m_chart->y, column.name) != m_chart->y.end());
        connect(action, &QAction::triggered, this, &ViewChartView::takeChoices);
    }
    m_x->setCurrentIndex(m_chart ? m_x->findData(toQString(m_chart->x)) : -1);
    QStringList chosen;
    for (const std::string &name : m_chart ? m_chart->y : std::vector<std::string>())
        chosen.append(displayLine(name, 40));
    m_y->setText(chosen.isEmpty() ? tr("choose…") : chosen.join(u", "_s));
    m_x->setEnabled(m_chart.has_value());
    m_y->setEnabled(m_chart.has_value() && !m_result->columns.empty());
}

void ViewChartView::takeChoices()
{
    std::optional<ViewChart> chosen;
    if (const auto kind = chartKindFromName(fromQString(m_kind->currentData().toString()))) {
        chosen = m_chart ? m_chart : guessChart(*m_result);
        if (!chosen)
            chosen = ViewChart{};
        chosen->kind = *kind;
        if (m_chart) { // else the guess stands
            if (m_x->currentIndex() >= 0)
                chosen->x = fromQString(m_x->currentData().toString());
            std::vector<std::string> y;
            for (const QAction *action : m_yMenu->actions()) {
                if (action->isChecked())
                    y.push_back(fromQString(action->data().toString()));
            }
            if (!y.empty())
                chosen->y = std::move(y);
        }
    }
    if (chosen == m_chart || (chosen && (chosen->x.empty() || chosen->y.empty()))) {
        fillChoices();
        return;
    }
    m_chart = chosen;
    fillChoices();
    draw();
    Q_EMIT chartEdited(m_chart);
}

void ViewChartView::draw()
{
    m_picture->removeAllSeries();
    for (QAbstractAxis *axis : m_picture->axes()) {
        m_picture->removeAxis(axis);
        delete axis;
    }
    m_note->clear();
    QString problem;
    if (!m_chart) {
        problem = tr("Choose what to draw above; it is kept in the view's header.");
    } else if (!m_result->rows.empty()) {
        const ViewChartData drawn = chartData(*m_result, *m_chart);
        problem = drawn.problem;
        m_note->setText(drawn.note);
        if (problem.isEmpty() && m_chart->kind == ChartKind::Bar)
            drawBars(drawn);
        else if (problem.isEmpty() && m_chart->kind == ChartKind::Line)
            drawLines(drawn);
        else if (problem.isEmpty())
            drawPie(drawn);
    } else {
        problem = tr("The query gave no rows.");
    }
    if (!problem.isEmpty())
        m_state->showEmpty(
            {u"table"_s, m_chart ? tr("Nothing to draw") : tr("No chart"), problem, {}});
    m_stack->setCurrentIndex(problem.isEmpty() ? 1 : 0);
    paint();
}

QColor ViewChartView::colorOf(int series) const
{
    const ThemeColors &colors = m_theme->colors();
    const std::array base{colors.accent,  colors.success, colors.warning,
                          colors.keyword, colors.danger,  colors.muted};
    const QColor color = base.at(static_cast<std::size_t>(series) % base.size());
    const int round = series / static_cast<int>(base.size());
    return round % 2 == 0 ? color : (colors.dark ? color.darker(150) : color.lighter(150));
}

void ViewChartView::addValueAxis(const ViewChartData &drawn, bool fromZero)
{
    double least = fromZero ? 0 : std::numeric_limits<double>::infinity();
    double most = fromZero ? 0 : -std::numeric_limits<double>::infinity();
    for (const ViewChartData::Series &series : drawn.series) {
        for (const double y : series.y) {
            if (!std::isnan(y)) {
                least = std::min(least, y);
                most = std::max(most, y);
            }
        }
    }
    if (!(least < most))
        most = least + 1;
    auto *axis = new QValueAxis(m_picture);
    axis->setRange(least, most);
    axis->setTickCount(5);
    axis->applyNiceNumbers();
    const double step = (axis->max() - axis->min()) / (axis->tickCount() - 1);
    axis->setLabelFormat(step >= 1 ? u"%.0f"_s : u"%.2g"_s);
    m_picture->addAxis(axis, Qt::AlignLeft);
    for (QAbstractSeries *series : m_picture->series())
        series->attachAxis(axis);
}

void ViewChartView::drawBars(const ViewChartData &drawn)
{
    auto *bars = new QBarSeries(m_picture);
    int number = 0;
    for (const ViewChartData::Series &series : drawn.series) {
        auto *set = new QBarSet(series.name, bars);
        for (const double y : series.y)
            set->append(std::isnan(y) ? 0 : y);
        set->setColor(colorOf(number++));
        set->setBorderColor(Qt::transparent);
        bars->append(set);
    }
    bars->setBarWidth(0.7);
    m_picture->addSeries(bars);
    auto *names = new QBarCategoryAxis(m_picture);
    names->append(distinctNames(drawn.names));
    names->setGridLineVisible(false);
    m_picture->addAxis(names, Qt::AlignBottom);
    bars->attachAxis(names);
    addValueAxis(drawn, true);
}

void ViewChartView::drawLines(const ViewChartData &drawn)
{
    const bool isNamed = drawn.axis == ViewChartData::Axis::Names;
    const bool isTimes = drawn.axis == ViewChartData::Axis::Times;
    const auto count = drawn.series.front().y.size();
    const auto placeOf = [&](std::size_t i) {
        if (isNamed)
            return static_cast<double>(i);
        return isTimes ? static_cast<double>(readAsLocal(drawn.x[i])) : drawn.x[i];
    };
    int number = 0;
    for (const ViewChartData::Series &series : drawn.series) {
        auto *line = new QLineSeries(m_picture);
        line->setName(series.name);
        line->setPen(QPen(colorOf(number++), 2));
        line->setPointsVisible(count <= 60);
        for (std::size_t i = 0; i < count; ++i) {
            if (!std::isnan(series.y[i]))
                line->append(placeOf(i), series.y[i]);
        }
        m_picture->addSeries(line);
    }
    QAbstractAxis *axis = nullptr;
    if (isNamed) {
        auto *names = new QBarCategoryAxis(m_picture);
        names->append(distinctNames(drawn.names));
        axis = names;
    } else if (isTimes) {
        auto *times = new QDateTimeAxis(m_picture);
        const double days = (drawn.x.back() - drawn.x.front()) / 86'400'000.0;
        times->setFormat(days > 2 ? u"yyyy-MM-dd"_s : u"MM-dd HH:mm"_s);
        times->setRange(QDateTime::fromMSecsSinceEpoch(readAsLocal(drawn.x.front())),
                        QDateTime::fromMSecsSinceEpoch(readAsLocal(drawn.x.back())));
        times->setTickCount(static_cast<int>(std::clamp<std::size_t>(count, 2, 8)));
        axis = times;
    } else {
        auto *numbers = new QValueAxis(m_picture);
        numbers->setRange(drawn.x.front(), std::max(drawn.x.back(), drawn.x.front() + 1e-9));
        numbers->applyNiceNumbers();
        axis = numbers;
    }
    m_picture->addAxis(axis, Qt::AlignBottom);
    for (QAbstractSeries *series : m_picture->series())
        series->attachAxis(axis);
    addValueAxis(drawn, false);
}

void ViewChartView::drawPie(const ViewChartData &drawn)
{
    auto *pie = new QPieSeries(m_picture);
    const std::vector<double> &values = drawn.series.front().y;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const QString name = drawn.names.at(static_cast<qsizetype>(i));
        auto *slice = pie->append(name, values[i]);
        slice->setColor(colorOf(static_cast<int>(i)));
        slice->setBorderColor(m_theme->colors().base);
    }
    for (QPieSlice *slice : pie->slices())
        slice->setLabel(tr("%1: %2 (%3 %)")
                            .arg(slice->label(), valueText(Value(slice->value())))
                            .arg(slice->percentage() * 100, 0, 'f', 1));
    pie->setPieSize(0.8);
    m_picture->addSeries(pie);
}

/** The colours and fonts of all that a theme of Qt Charts would choose by itself. */
void ViewChartView::paint()
{
    const ThemeColors &colors = m_theme->colors();
    m_chartView->setBackgroundBrush(colors.base);
    m_picture->setBackgroundBrush(colors.base);
    m_picture->setBackgroundPen(Qt::NoPen);
    for (QAbstractAxis *axis : m_picture->axes()) {
        axis->setLabelsColor(colors.text);
        axis->setLinePenColor(colors.border);
        axis->setGridLineColor(colors.border);
        axis->setLabelsFont(font());
    }
    turnNames();
    QLegend *legend = m_picture->legend();
    const bool isPie = m_chart && m_chart->kind == ChartKind::Pie;
    legend->setVisible(isPie || m_picture->series().size() > 1 ||
                       (m_chart && m_chart->y.size() > 1));
    legend->setAlignment(isPie ? Qt::AlignRight : Qt::AlignTop);
    legend->setLabelColor(colors.text);
    legend->setFont(font());
}

/** Names that have no room side by side stand aslant; the axis would cut them. */
void ViewChartView::turnNames()
{
    for (QAbstractAxis *axis : m_picture->axes(Qt::Horizontal)) {
        auto *names = qobject_cast<QBarCategoryAxis *>(axis);
        if (!names || names->count() == 0)
            continue;
        int widest = 0;
        for (const QString &name : names->categories())
            widest = qMax(widest, fontMetrics().horizontalAdvance(name));
        const int room = (width() - space::huge * 2) / names->count();
        const bool isAslant = widest + space::small > room;
        axis->setLabelsAngle(isAslant ? -45 : 0);
        axis->setTruncateLabels(!isAslant || widest > widestAslant);
    }
}

void ViewChartView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    turnNames();
}

} // namespace syncline::ui
