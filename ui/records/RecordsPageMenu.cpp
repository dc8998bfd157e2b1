#include "ui/base/ActionRegistry.h"
#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/records/ColumnsDialog.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridEditing.h"
#include "ui/records/GridFilterRow.h"
#include "ui/records/GridHeader.h"
#include "ui/records/QuickFilterText.h"
#include "ui/records/RecordActions.h"
#include "ui/records/RecordGridView.h"
#include "ui/records/RecordSource.h"
#include "ui/records/RecordsPage.h"
#include "ui/shell/SessionStore.h"

#include <QMenu>

#include <optional>

using namespace Qt::StringLiterals;

/** RecordsPage's menus: of a cell, of a column's title, of the columns. */
namespace syncline::ui {

namespace {

constexpr qsizetype shownOfValue = 32;

QString menuText(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

} // namespace

void RecordsPage::setColumnFilter(int section, const QString &text)
{
    QMap<QString, QString> texts = m_grid->filters()->texts();
    texts.insert(toQString(m_columns->column(section).field.name), text);
    m_grid->filters()->setTexts(texts);
    query();
}

void RecordsPage::addFilterItems(QMenu *menu, int section, const Value &value)
{
    const GridColumn &column = m_columns->column(section);
    const auto exact =
        column.field.filterable ? exactFilterText(column.field, value) : std::nullopt;
    if (!exact)
        return;
    QString shown = value.isNull() ? tr("not set") : valueText(value, &column.field);
    if (shown.size() > shownOfValue)
        shown = shown.left(shownOfValue) + u'…';
    menu->addSeparator();
    const QString title = displayLine(fromQString(column.title), 60);
    menu->addAction(themedIcon(u"filter"_s), menuText(tr("Only %1 = %2").arg(title, shown)), this,
                    [this, section, text = *exact] { setColumnFilter(section, text); })
        ->setObjectName(u"records.only"_s);
    menu->addAction(
            menuText(tr("Only %1 ≠ %2").arg(title, shown)), this,
            [this, section, text = QString(u'!' + *exact)] { setColumnFilter(section, text); })
        ->setObjectName(u"records.except"_s);
}

void RecordsPage::addColumnItems(QMenu *menu, int section)
{
    GridHeader *header = m_grid->header();
    const std::string field = m_columns->column(section).field.name;
    const QString title = menuText(m_columns->column(section).title);
    menu->addSeparator();
    menu->addAction(themedIcon(u"sort-up"_s), tr("Sort by %1, Ascending").arg(title), this,
                    [header, field] {
                        header->setSort({{field, false}});
                    })
        ->setObjectName(u"records.ascending"_s);
    menu->addAction(themedIcon(u"sort-down"_s), tr("Sort by %1, Descending").arg(title), this,
                    [header, field] {
                        header->setSort({{field, true}});
                    })
        ->setObjectName(u"records.descending"_s);
    if (!header->sort().empty())
        menu->addAction(tr("Do Not Sort"), this, [header] { header->setSort({}); })
            ->setObjectName(u"records.unsorted"_s);
    menu->addSeparator();
    menu->addAction(tr("Fit the Width of %1").arg(title), this,
                    [this, section] { fitColumn(section); })
        ->setObjectName(u"records.fit"_s);
    menu->addAction(tr("Hide %1").arg(title), this,
                    [this, section] { setColumnShown(section, false); })
        ->setObjectName(u"records.hide"_s);
}

QMenu *RecordsPage::makeMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"records.menu"_s);
    const int section = m_grid->currentColumn();
    m_editing->fillMenu(menu);
    menu->addAction(tr("Edit in the Inspector"), this,
                    [this, section] { editCell(m_grid->currentRow(), section); })
        ->setObjectName(u"records.editInInspector"_s);
    menu->addSeparator();
    menu->addAction(themedIcon(u"copy"_s), tr("Copy Cell"), QKeySequence(QKeySequence::Copy), this,
                    [this, section] {
                        m_grid->setCurrent(m_grid->currentRow(), section);
                        copy(false);
                    });
    menu->addAction(context().actions->action("records.copyCsv"));
    menu->addAction(context().actions->action("records.copyJson"));
    menu->addAction(context().actions->action("records.copyMarkdown"));
    menu->addAction(context().actions->action("records.copyLink"));
    if (const RecordRow *row = m_source->row(m_grid->currentRow()))
        addFilterItems(menu, section, GridColumns::valueOf(*row, m_columns->column(section)));
    addColumnItems(menu, section);
    menu->addSeparator();
    menu->addAction(m_new);
    menu->addAction(context().actions->action("records.newRow"));
    menu->addAction(m_delete);
    menu->addAction(context().actions->action("records.bulkEdit"));
    menu->addAction(context().actions->action("records.bulkDelete"));
    menu->addAction(m_import);
    menu->addAction(context().actions->action("records.export"));
    menu->addAction(context().actions->action("records.deleted"));
    menu->addSeparator();
    m_recordActions->fillMenu(menu, targets());
    return menu;
}

void RecordsPage::showMenu(const QPoint &position)
{
    QMenu *menu = makeMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(position);
}

void RecordsPage::showHeaderMenu(const QPoint &position)
{
    const int section = m_grid->header()->logicalIndexAt(position);
    if (section < 0)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"records.headerMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addColumnItems(menu, section);
    menu->popup(m_grid->header()->viewport()->mapToGlobal(position));
}

void RecordsPage::setColumnShown(int section, bool isShown)
{
    GridHeader *header = m_grid->header();
    if (!isShown && header->shownSections().size() == 1)
        return; // one has to stay
    header->setSectionHidden(section, !isShown);
    if (isShown && header->sectionSize(section) == 0)
        header->resizeSection(section, m_columns->column(section).width);
    saveColumns();
    m_grid->filters()->layOut();
    m_grid->viewport()->update();
}

void RecordsPage::fillColumnMenu(QMenu *menu)
{
    menu->clear();
    menu->addAction(context().actions->action("records.chooseColumns"));
    menu->addSeparator();
    GridHeader *header = m_grid->header();
    for (int section = 0; section < m_columns->count(); ++section) {
        QAction *action = menu->addAction(menuText(m_columns->column(section).title));
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(section));
        connect(action, &QAction::toggled, this,
                [this, section](bool isShown) { setColumnShown(section, isShown); });
    }
    menu->addSeparator();
    menu->addAction(tr("Reset Columns"), this, &RecordsPage::resetColumns);
}

void RecordsPage::resetColumns()
{
    context().session->setValue(u"columns/"_s + ref().name, QJsonObject());
    for (int section = 0; section < m_columns->count(); ++section)
        m_grid->header()->moveSection(m_grid->header()->visualIndex(section), section);
    context().session->setValue(u"columns/"_s + ref().name, QJsonObject()); // moving saved it
    loadColumns();
    m_isFitted = false;
    fitColumns();
    m_grid->viewport()->update();
}

void RecordsPage::chooseColumns()
{
    auto *dialog = new ColumnsDialog(m_columns, m_grid->header(), this);
    connect(dialog, &ColumnsDialog::shownChanged, this, &RecordsPage::setColumnShown);
    connect(dialog, &ColumnsDialog::resetRequested, this, &RecordsPage::resetColumns);
    dialog->open();
}

} // namespace syncline::ui
