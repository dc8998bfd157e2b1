#include "ui/records/FacetPanel.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/records/QuickFilterText.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"

#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

enum Column { ValueColumn, CountColumn, ColumnCount };
constexpr int fieldRole = Qt::UserRole;
constexpr int filterRole = Qt::UserRole + 1;
constexpr int panelWidth = 200;

bool isText(const FieldDef &field)
{
    return field.type == FieldType::String && !field.list;
}

bool isCounted(const FieldDef &field)
{
    if (field.list || !field.filterable || !field.isStored())
        return false;
    switch (field.type) {
    case FieldType::Enum:
    case FieldType::Boolean:
    case FieldType::RecordState:
    case FieldType::BelongsTo:
        return true;
    case FieldType::String:
        return !field.unique;
    default:
        return false;
    }
}

} // namespace

FacetPanel::FacetPanel(const UiContext &context, QString model, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_model(std::move(model)),
      m_tree(new QTreeWidget(this))
{
    setObjectName(u"records.facets"_s);
    setMinimumWidth(panelWidth / 2);
    nameControl(m_tree, u"facets.tree"_s, tr("Values and how often they occur"));
    m_tree->setColumnCount(ColumnCount);
    m_tree->setHeaderHidden(true);
    prepareTree(m_tree);
    m_tree->setIndentation(12);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(ValueColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(CountColumn, QHeaderView::ResizeToContents);
    connect(m_tree, &QTreeWidget::itemClicked, this, &FacetPanel::choose);
    connect(m_tree, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem *item) {
        if (!m_tree->underMouse()) // a click has chosen it already
            choose(item);
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);
    setFocusProxy(m_tree);
}

void FacetPanel::setModel(const std::shared_ptr<const ModelDef> &model)
{
    ++m_ticket;
    m_tree->clear();
    m_items.clear();
    m_fields.clear();
    for (const FieldDef &field : model->fields) {
        if (isCounted(field))
            m_fields.push_back(field);
    }
}

void FacetPanel::refresh(const QueryFor &query, const QMap<QString, QString> &filters,
                         std::int64_t rows)
{
    ++m_ticket;
    m_filters = filters;
    for (const FieldDef &field : m_fields) {
        if (!isText(field) || rows <= countedTexts)
            ask(field, query);
    }
}

void FacetPanel::ask(const FieldDef &field, const QueryFor &query)
{
    const int most = isText(field) ? fewTexts : shownValues;
    whenDone(m_context.engine->lookups().facet(fromQString(m_model), query(toQString(field.name)),
                                               field.name, most),
             this, [this, ticket = m_ticket, field](const Result<Facet> &facet) {
                 if (ticket == m_ticket)
                     show(field, facet);
             });
}

QTreeWidgetItem *FacetPanel::itemOf(const FieldDef &field)
{
    const QString name = toQString(field.name);
    if (QTreeWidgetItem *item = m_items.value(name))
        return item;
    // In the order of the model, whichever answer comes first.
    int place = 0;
    for (const FieldDef &other : m_fields) {
        if (other.name == field.name)
            break;
        place += m_items.contains(toQString(other.name)) ? 1 : 0;
    }
    auto *item = new QTreeWidgetItem(QStringList{displayLine(field.name, 60)});
    QFont bold = item->font(ValueColumn);
    bold.setBold(true);
    item->setFont(ValueColumn, bold);
    m_tree->insertTopLevelItem(place, item);
    item->setExpanded(true);
    m_items.insert(name, item);
    return item;
}

void FacetPanel::show(const FieldDef &field, const Result<Facet> &facet)
{
    const QString name = toQString(field.name);
    const bool isFiltered = m_filters.contains(name);
    const bool hasFew = facet && facet->others == 0 && facet->entries.size() > 1;
    if (isText(field) && !hasFew && !isFiltered) { // as good as one value a record
        delete m_items.take(name);
        return;
    }
    QTreeWidgetItem *item = itemOf(field);
    qDeleteAll(item->takeChildren());
    if (!facet) {
        auto *problem = new QTreeWidgetItem(item, {errorText(facet.error())});
        problem->setData(ValueColumn, Qt::ToolTipRole, plainToolTip(errorText(facet.error())));
        return;
    }
    for (const Facet::Entry &entry : facet->entries)
        addEntry(item, field, entry);
    if (facet->others > 0) {
        auto *others = new QTreeWidgetItem(item, {tr("other values"), countText(facet->others)});
        others->setTextAlignment(CountColumn, Qt::AlignRight | Qt::AlignVCenter);
        others->setDisabled(true);
    }
}

void FacetPanel::addEntry(QTreeWidgetItem *parent, const FieldDef &field, const Facet::Entry &entry)
{
    const QString label = entry.value.isNull()   ? tr("not set")
                          : !entry.label.empty() ? displayLine(entry.label, 120)
                                                 : valueText(entry.value, &field);
    auto *item = new QTreeWidgetItem(parent, {label, countText(entry.count)});
    item->setTextAlignment(CountColumn, Qt::AlignRight | Qt::AlignVCenter);
    item->setData(ValueColumn, Qt::ToolTipRole, plainToolTip(label));
    item->setData(0, fieldRole, toQString(field.name));
    const std::optional<QString> text = exactFilterText(field, entry.value);
    item->setDisabled(!text);
    item->setData(0, filterRole, text.value_or(QString()));
    if (text && m_filters.value(toQString(field.name)) == *text) {
        item->setText(ValueColumn, u"✓ "_s + label);
        QFont bold = item->font(ValueColumn);
        bold.setBold(true);
        item->setFont(ValueColumn, bold);
    }
}

void FacetPanel::choose(QTreeWidgetItem *item)
{
    const QString field = item->data(0, fieldRole).toString();
    const QString text = item->data(0, filterRole).toString();
    if (field.isEmpty() || text.isEmpty() || item->isDisabled())
        return;
    Q_EMIT chosen(field, m_filters.value(field) == text ? QString() : text);
}

} // namespace syncline::ui
