#include "ui/history/DeletedRecordsDialog.h"

#include "core/base/Clock.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/history/DeletedModel.h"
#include "ui/history/HistoryText.h"
#include "ui/history/RestoreDialog.h"
#include "ui/widget/Banner.h"
#include "ui/widget/DialogFrame.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

DeletedRecordsDialog::DeletedRecordsDialog(const UiContext &context, const QString &model,
                                           QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_modelName(model),
      m_model(new DeletedModel(this)),
      m_search(new QLineEdit(this)),
      m_timer(new QTimer(this)),
      m_stack(new QStackedWidget(this)),
      m_state(new PageStateView(this)),
      m_banner(new Banner(u"deleted.banner"_s, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"deleted"_s);
    setWindowTitle(tr("Deleted Records of %1").arg(displayLine(fromQString(model), 60)));
    nameControl(m_search, u"deleted.search"_s, tr("Search what deleted records held"));
    m_search->setPlaceholderText(tr("Search what they held…"));
    m_search->setMaxLength(500);
    addClearButton(m_search);
    m_timer->setSingleShot(true);
    m_timer->setInterval(300ms);
    connect(m_timer, &QTimer::timeout, this, &DeletedRecordsDialog::load);
    connect(m_search, &QLineEdit::textChanged, m_timer, qOverload<>(&QTimer::start));
    connect(m_state, &PageStateView::buttonClicked, this, &DeletedRecordsDialog::load);
    connect(m_banner, &Banner::buttonClicked, m_banner, &QWidget::hide);
    connect(m_model, &DeletedModel::moreRequested, this, &DeletedRecordsDialog::loadMore);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_run = buttons->addButton(tr("Show the Run"), QDialogButtonBox::ActionRole);
    nameControl(m_run, u"deleted.run"_s, tr("Show the run that deleted the record"));
    m_restore = buttons->addButton(tr("Restore…"), QDialogButtonBox::ActionRole);
    nameControl(m_restore, u"deleted.restore"_s, tr("Restore the selected records"));
    connect(m_run, &QPushButton::clicked, this, &DeletedRecordsDialog::showRun);
    connect(m_restore, &QPushButton::clicked, this, &DeletedRecordsDialog::restore);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);

    auto *heading = new QVBoxLayout;
    heading->setSpacing(space::small);
    heading->addWidget(makeLabel(windowTitle(), LabelRole::Title, this));
    auto *how = makeLabel(tr("They come back under their old ids, with what refers to them. They "
                             "are kept for 30 days at least."),
                          LabelRole::Muted, this);
    how->setWordWrap(true);
    heading->addWidget(how);
    heading->addWidget(m_search);
    m_stack->addWidget(m_state);
    m_stack->addWidget(buildList());
    layOutDialog(this,
                 {.heading = heading, .banner = m_banner, .content = m_stack, .buttons = buttons});
    setMinimumSize(480, 340);
    resize(760, 520);
    load();
}

QWidget *DeletedRecordsDialog::buildList()
{
    auto *content = new QWidget(this);
    m_list = new QTreeView(content);
    nameControl(m_list, u"deleted.list"_s, tr("Deleted records"));
    m_list->setModel(m_model);
    m_list->setRootIsDecorated(false);
    prepareTree(m_list);
    frameView(m_list);
    m_list->setAlternatingRowColors(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    QHeaderView *header = m_list->header();
    header->setStretchLastSection(true);
    header->resizeSection(DeletedModel::TitleColumn, 240);
    header->resizeSection(DeletedModel::IdColumn, 70);
    header->resizeSection(DeletedModel::TimeColumn, 130);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &DeletedRecordsDialog::updateButtons);
    connect(m_list, &QTreeView::activated, this, &DeletedRecordsDialog::restore);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(space::large, 0, space::large, 0);
    layout->addWidget(m_list);
    return content;
}

DeletedQuery DeletedRecordsDialog::pageBefore(std::int64_t entry) const
{
    DeletedQuery query;
    query.model = fromQString(m_modelName);
    query.search = fromQString(m_search->text());
    query.before = entry;
    query.limit = pageSize;
    return query;
}

void DeletedRecordsDialog::load()
{
    m_timer->stop();
    if (m_stack->currentIndex() == 0)
        m_state->showLoading({}); // a list that is there stays until the next is: no flicker
    updateButtons();
    whenDone(m_context.engine->histories().deleted(pageBefore(0)), this,
             [this, ticket = ++m_ticket](const Result<DeletedPage> &page) {
                 if (ticket == m_ticket)
                     handlePage(page);
             });
}

void DeletedRecordsDialog::loadMore()
{
    whenDone(m_context.engine->histories().deleted(pageBefore(m_model->next())), this,
             [this, ticket = m_ticket](const Result<DeletedPage> &page) {
                 if (ticket != m_ticket)
                     return;
                 if (page) {
                     m_model->addPage(*page);
                     return;
                 }
                 m_model->addNothing();
                 m_banner->showMessage(Banner::Kind::Error, errorText(page.error()), tr("Close"));
             });
}

void DeletedRecordsDialog::handlePage(const Result<DeletedPage> &page)
{
    if (!page) {
        m_state->showError(page.error());
        m_stack->setCurrentIndex(0);
        updateButtons();
        return;
    }
    m_model->setPage(*page, m_context.clock->now());
    if (page->records.empty()) {
        const bool isSearch = !m_search->text().isEmpty();
        m_state->showEmpty(
            {u"delete"_s,
             isSearch ? tr("Nothing found") : tr("No deleted records"),
             isSearch
                 ? tr("No deleted record held this text.")
                 : tr("What an action, a sync or anyone deletes can be brought back from here."),
             {}});
    }
    m_stack->setCurrentIndex(page->records.empty() ? 0 : 1);
    updateButtons();
}

std::vector<int> DeletedRecordsDialog::selectedRows() const
{
    std::vector<int> rows;
    if (m_stack->currentIndex() == 0)
        return rows;
    for (const QModelIndex &index : m_list->selectionModel()->selectedRows())
        rows.push_back(index.row());
    std::ranges::sort(rows);
    return rows;
}

void DeletedRecordsDialog::updateButtons()
{
    if (m_restore == nullptr || m_list == nullptr)
        return;
    const std::vector<int> rows = selectedRows();
    const std::size_t count = rows.size();
    m_restore->setText(count > 1
                           ? tr("Restore %1…").arg(countText(static_cast<std::int64_t>(count)))
                           : tr("Restore…"));
    m_restore->setEnabled(count > 0);
    m_run->setEnabled(count == 1 && m_model->record(rows.front()).run != noRun);
}

void DeletedRecordsDialog::restore()
{
    RestoreRequest request;
    request.model = fromQString(m_modelName);
    for (const int row : selectedRows())
        request.records.push_back(m_model->record(row).record);
    if (request.records.empty())
        return;
    const QString title =
        request.records.size() == 1
            ? tr("Restore a Deleted Record")
            : tr("Restore %1 Deleted Records")
                  .arg(countText(static_cast<std::int64_t>(request.records.size())));
    auto *dialog = new RestoreDialog(m_context, request, title, this);
    connect(dialog, &RestoreDialog::restored, this,
            [this, wanted = request.records](const RestoreOutcome &outcome) {
                m_banner->showMessage(outcomeKind(outcome), outcomeText(outcome), tr("Close"));
                if (wanted.size() == 1 && outcome.restored == 1)
                    Q_EMIT inspectRequested(InspectTarget::ofRecord(m_modelName, wanted.front()));
                load();
            });
    dialog->open();
}

void DeletedRecordsDialog::showRun()
{
    const std::vector<int> rows = selectedRows();
    if (rows.empty())
        return;
    Q_EMIT inspectRequested(InspectTarget::ofRun(m_model->record(rows.front()).run));
    close(); // the inspector is behind it
}

} // namespace syncline::ui
