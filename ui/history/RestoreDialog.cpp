#include "ui/history/RestoreDialog.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/history/HistoryText.h"
#include "ui/widget/Banner.h"
#include "ui/widget/DialogFrame.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr qsizetype restoreNotesShown = 8;
constexpr int leastNameWidth = 140;
constexpr int restoreKeyRole = Qt::UserRole;

QString restoreNoteFrame(RestoreNote::Level level)
{
    switch (level) {
    case RestoreNote::Level::Warning:
        return {};
    case RestoreNote::Level::Field:
        return RestoreDialog::tr("Left out: %1");
    case RestoreNote::Level::Record:
        return RestoreDialog::tr("Cannot come back: %1");
    }
    return {};
}

} // namespace

RestoreDialog::RestoreDialog(const UiContext &context, RestoreRequest request, const QString &title,
                             QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_request(std::move(request)),
      m_stack(new QStackedWidget(this)),
      m_state(new PageStateView(this)),
      m_banner(new Banner(u"restore.banner"_s, this))
{
    if (const ProjectPtr project = context.engine->inForce())
        m_def = project->findModel(m_request.model);
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"restore"_s);
    setWindowTitle(title);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_restore = buttons->addButton(tr("Restore"), QDialogButtonBox::ActionRole);
    nameControl(m_restore, u"restore.restore"_s, tr("Restore what is listed"));
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true); // the safe one
    connect(m_restore, &QPushButton::clicked, this, &RestoreDialog::restore);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_state, &PageStateView::buttonClicked, this, &RestoreDialog::load);
    connect(m_banner, &Banner::buttonClicked, m_banner, &QWidget::hide);

    auto *heading = new QVBoxLayout;
    heading->addWidget(makeLabel(title, LabelRole::Title, this));
    m_summary = makeLabel({}, LabelRole::Muted, this);
    m_summary->setObjectName(u"restore.summary"_s);
    m_summary->setWordWrap(true);
    heading->addWidget(m_summary);
    m_stack->addWidget(m_state);
    m_stack->addWidget(buildContent());
    layOutDialog(this,
                 {.heading = heading, .banner = m_banner, .content = m_stack, .buttons = buttons});
    setMinimumSize(420, 320);
    resize(640, 480);
    load();
}

QWidget *RestoreDialog::buildContent()
{
    auto *content = new QWidget(this);
    m_list = new QTreeWidget(content);
    nameControl(m_list, u"restore.list"_s, tr("What is restored"));
    m_list->setRootIsDecorated(false);
    prepareTree(m_list);
    frameView(m_list);
    m_list->setAlternatingRowColors(true);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(m_list, &QTreeWidget::itemChanged, this, &RestoreDialog::updateButton);
    m_notes = makeLabel({}, content);
    m_notes->setObjectName(u"restore.notes"_s);
    m_notes->setWordWrap(true);
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(space::large, 0, space::large, 0);
    layout->setSpacing(space::small);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_notes);
    return content;
}

bool RestoreDialog::choosesFields() const
{
    return m_request.entry.has_value() && m_preview.records.size() == 1 &&
           !m_preview.records.front().wasDeleted;
}

void RestoreDialog::load()
{
    m_preview = {};
    m_restore->setEnabled(false);
    m_summary->clear();
    m_state->showLoading({});
    m_stack->setCurrentWidget(m_state);
    whenDone(m_context.engine->histories().previewRestore(m_request), this,
             [this](const Result<RestorePreview> &preview) {
                 if (preview) {
                     showPreview(*preview);
                     return;
                 }
                 m_state->showError(preview.error());
                 m_stack->setCurrentWidget(m_state);
             });
}

void RestoreDialog::showPreview(const RestorePreview &preview)
{
    m_preview = preview;
    if (preview.whole + preview.partly == 0 && preview.refused == 0) {
        m_state->showEmpty({u"history"_s,
                            tr("Nothing to restore"),
                            tr("The record is now what it was then."),
                            {}});
        m_stack->setCurrentWidget(m_state);
        return;
    }
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    if (preview.all == 1 && preview.records.size() == 1)
        showFields(preview.records.front());
    else
        showRecords(preview);
    m_list->header()->setSectionResizeMode(QHeaderView::Interactive);
    m_list->resizeColumnToContents(0);
    m_list->header()->resizeSection(0, std::max(leastNameWidth, m_list->header()->sectionSize(0)));
    m_list->header()->setStretchLastSection(true);
    showNotes(preview);
    m_stack->setCurrentIndex(1);
    updateButton();
    m_list->setFocus();
}

void RestoreDialog::showFields(const RestoredRecord &record)
{
    const bool wasDeleted = record.wasDeleted;
    m_list->setHeaderLabels(wasDeleted ? QStringList{tr("Field"), tr("Value")}
                                       : QStringList{tr("Field"), tr("Now"), tr("Then")});
    for (const RestoredField &field : record.fields) {
        auto *item = new QTreeWidgetItem(m_list);
        item->setText(0, displayLine(field.name, 60));
        item->setData(0, restoreKeyRole, toQString(field.key));
        if (choosesFields())
            item->setCheckState(0, Qt::Checked);
        const FieldDef *def = m_def ? m_def->findByStorageKey(field.key) : nullptr;
        const auto show = [&](int column, const Value &value) {
            item->setText(column, historyValueText(value, def));
            item->setData(column, Qt::ToolTipRole, historyValueToolTip(value, def));
        };
        show(wasDeleted ? 1 : 2, field.then);
        if (wasDeleted)
            continue;
        show(1, field.now);
        if (field.changedBy != noRun)
            item->setData(
                0, Qt::ToolTipRole,
                plainToolTip(
                    tr("Last changed by run %1.").arg(toQString(toText(field.changedBy)))));
    }
    if (!wasDeleted && record.fields.empty())
        m_summary->setText(
            tr("Nothing of %1 can be set to what it was.").arg(displayLine(record.title, 80)));
    else
        m_summary->setText(
            wasDeleted
                ? tr("%1 comes back under its id %2, with what refers to it. No action runs.")
                      .arg(displayLine(record.title, 80), toQString(toText(record.record)))
                : tr("These fields of %1 are set to what they were. No action runs.")
                      .arg(displayLine(record.title, 80)));
}

void RestoreDialog::showRecords(const RestorePreview &preview)
{
    m_list->setHeaderLabels({tr("Record"), tr("What happens")});
    for (const RestoredRecord &record : preview.records) {
        auto *item = new QTreeWidgetItem(m_list);
        item->setText(0, displayLine(record.title, 80));
        item->setText(1, record.has(RestoreNote::Level::Record) ? tr("cannot come back")
                         : record.has(RestoreNote::Level::Field)
                             ? tr("comes back without some fields")
                             : tr("comes back"));
    }
    QString summary = tr("Of %1 records %2 come back whole and %3 in part; %4 cannot come back.")
                          .arg(countText(preview.all), countText(preview.whole),
                               countText(preview.partly), countText(preview.refused));
    if (preview.all > static_cast<std::int64_t>(preview.records.size()))
        summary += u' ' + tr("The first %1 are listed.")
                              .arg(countText(static_cast<std::int64_t>(preview.records.size())));
    m_summary->setText(summary + u' ' + tr("No action runs."));
}

void RestoreDialog::showNotes(const RestorePreview &preview)
{
    QStringList lines;
    using enum RestoreNote::Level;
    for (const RestoreNote::Level level : {Record, Field, Warning}) {
        for (const RestoredRecord &record : preview.records) {
            for (const RestoreNote &note : record.notes) {
                if (note.level != level)
                    continue;
                const QString text = preview.all == 1
                                         ? noteText(note)
                                         : displayLine(record.title, 60) + u": "_s + noteText(note);
                const QString frame = restoreNoteFrame(level);
                lines.append(frame.isEmpty() ? text : frame.arg(text));
            }
        }
    }
    lines.removeDuplicates();
    if (const qsizetype more = lines.size() - restoreNotesShown; more > 0) {
        lines.resize(restoreNotesShown);
        lines.append(tr("And %1 more.").arg(countText(more)));
    }
    m_notes->setText(lines.join(u'\n'));
    m_notes->setVisible(!lines.isEmpty());
}

std::vector<std::string> RestoreDialog::chosenFields() const
{
    std::vector<std::string> keys;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *item = m_list->topLevelItem(i);
        if (item->checkState(0) == Qt::Checked)
            keys.push_back(fromQString(item->data(0, restoreKeyRole).toString()));
    }
    return keys;
}

void RestoreDialog::updateButton()
{
    const std::int64_t records = m_preview.whole + m_preview.partly;
    const auto fields = static_cast<std::int64_t>(chosenFields().size());
    if ((choosesFields() ? fields : records) == 0)
        m_restore->setText(tr("Restore"));
    else if (choosesFields())
        m_restore->setText(fields == 1 ? tr("Restore 1 Field")
                                       : tr("Restore %1 Fields").arg(countText(fields)));
    else
        m_restore->setText(records == 1 ? tr("Restore 1 Record")
                                        : tr("Restore %1 Records").arg(countText(records)));
    m_restore->setEnabled(!m_isRunning && records > 0 && (!choosesFields() || fields > 0) &&
                          !m_context.engine->isReadOnly());
    m_restore->setToolTip(plainToolTip(
        m_context.engine->isReadOnly() ? tr("The project is open read-only.") : QString()));
}

void RestoreDialog::restore()
{
    if (!m_restore->isEnabled())
        return;
    RestoreRequest request = m_request;
    request.expected = m_preview.token;
    request.partial = true; // what is left out was said
    request.trigger = {{"type", "ui"}};
    if (std::vector<std::string> chosen = chosenFields();
        choosesFields() && chosen.size() < m_preview.records.front().fields.size())
        request.fields = std::move(chosen);
    m_isRunning = true;
    updateButton();
    whenDone(m_context.engine->histories().restore(std::move(request)), this,
             [this](const Result<RestoreOutcome> &outcome) { handleOutcome(outcome); });
}

void RestoreDialog::handleOutcome(const Result<RestoreOutcome> &outcome)
{
    m_isRunning = false;
    if (outcome) {
        Q_EMIT restored(*outcome);
        accept();
        return;
    }
    m_banner->showMessage(Banner::Kind::Error, errorText(outcome.error()), tr("Close"));
    if (outcome.error().is("SYNC_CONFLICT"))
        load(); // the preview as it is now, below the reason
    else
        updateButton();
}

} // namespace syncline::ui
