#include "ui/records/GridHeader.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/records/GridColumns.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int narrowest = 40;
constexpr int markSize = 10;
} // namespace

GridHeader::GridHeader(GridColumns *columns, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent),
      m_columns(columns)
{
    setObjectName(u"grid.header"_s);
    setAccessibleName(tr("Columns"));
    setModel(columns);
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setTextElideMode(Qt::ElideRight);
    setMinimumSectionSize(narrowest);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QHeaderView::sectionClicked, this,
            [this](int section) { cycleSort(section, m_modifiers.testFlag(Qt::ShiftModifier)); });
}

void GridHeader::setSort(const Sort &sort)
{
    if (m_sort == sort)
        return;
    m_sort = sort;
    viewport()->update();
    Q_EMIT sortChanged();
}

void GridHeader::cycleSort(int section, bool add)
{
    const std::string &field = m_columns->column(section).field.name;
    Sort sort = m_sort;
    const auto known = std::find_if(sort.begin(), sort.end(),
                                    [&field](const SortKey &key) { return key.field == field; });
    const bool wasAscending = known != sort.end() && !known->descending;
    const bool wasDescending = known != sort.end() && known->descending;
    if (!add)
        sort.clear();
    if (add && known != sort.end()) {
        if (wasDescending)
            sort.erase(known);
        else
            known->descending = true;
    } else if (!wasDescending) {
        sort.push_back({field, wasAscending});
    }
    setSort(sort);
}

QList<int> GridHeader::shownSections() const
{
    QList<int> shown;
    for (int visual = 0; visual < count(); ++visual) {
        const int section = logicalIndex(visual);
        if (!isSectionHidden(section))
            shown.append(section);
    }
    return shown;
}

void GridHeader::mouseReleaseEvent(QMouseEvent *event)
{
    m_modifiers = event->modifiers();
    QHeaderView::mouseReleaseEvent(event);
}

void GridHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->save();
    QHeaderView::paintSection(painter, rect, section);
    painter->restore();
    const std::string &field = m_columns->column(section).field.name;
    const auto key = std::find_if(m_sort.begin(), m_sort.end(),
                                  [&field](const SortKey &other) { return other.field == field; });
    if (key == m_sort.end())
        return;
    const bool isRight = GridColumns::isRightAligned(m_columns->column(section));
    const int left = isRight ? rect.left() + space::tight : rect.right() - markSize - space::tight;
    const QRect mark(left, rect.center().y() - markSize / 2, markSize, markSize);
    themedIcon(key->descending ? u"sort-down"_s : u"sort-up"_s).paint(painter, mark);
    if (m_sort.size() > 1) {
        painter->save();
        QFont small = font();
        small.setPixelSize(9);
        painter->setFont(small);
        painter->setPen(palette().color(QPalette::WindowText));
        painter->drawText(mark.translated(isRight ? markSize : -markSize + 2, 0), Qt::AlignCenter,
                          QString::number(key - m_sort.begin() + 1));
        painter->restore();
    }
}

} // namespace syncline::ui
