#include "ui/records/RecordActions.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"

#include <QMenu>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
/** Why it did not succeed. */
Error reasonOf(const Result<ActionOutcome> &outcome, const std::string &action)
{
    if (!outcome)
        return outcome.error();
    if (!outcome->errors.empty())
        return outcome->errors.front();
    return Error(errc::internalError, "%1 did not succeed and gave no reason.", {action});
}

void disable(QAction *item, const QString &reason)
{
    item->setEnabled(false);
    item->setToolTip(plainToolTip(reason));
    item->setStatusTip(reason);
}
} // namespace

ActionTargets ActionTargets::of(RecordId id)
{
    return {1, id, [id](const Gathered &gathered) { gathered(std::vector<RecordId>{id}); }};
}

RecordActions::RecordActions(const UiContext &context, QString model, QWidget *parent)
    : QObject(parent),
      m_context(context),
      m_model(std::move(model)),
      m_widget(parent),
      m_cancelled(std::make_shared<bool>(false))
{
}

void RecordActions::cancel()
{
    *m_cancelled = true;
    m_cancelled = std::make_shared<bool>(false);
}

void RecordActions::fillMenu(QMenu *menu, const ActionTargets &targets)
{
    menu->setToolTipsVisible(true);
    const ProjectPtr project = m_context.engine->inForce();
    std::shared_ptr<const ActionDef> last;
    for (const auto &action : project->actions) {
        if (toQString(action->model) != m_model)
            continue;
        if (action->kind == ActionKind::Custom)
            addItem(menu, action, targets);
        else if (action->kind == ActionKind::Delete)
            last = action; // create and update have forms of their own
    }
    if (last) {
        menu->addSeparator();
        addItem(menu, last, targets);
    }
}

void RecordActions::addItem(QMenu *menu, const std::shared_ptr<const ActionDef> &action,
                            const ActionTargets &targets)
{
    QString text = displayLine(action->name, 60);
    text.replace(u'&', u"&&"_s);
    if (!action->params.empty())
        text += u'…';
    const bool isDelete = action->kind == ActionKind::Delete;
    QAction *item = menu->addAction(
        themedIcon(isDelete ? u"delete"_s : u"action"_s),
        targets.count > 1 ? tr("Run %1 on %2 records").arg(text, countText(targets.count))
                          : tr("Run %1").arg(text),
        this, [this, action, targets] { choose(*action, targets); });
    item->setObjectName(u"recordAction."_s + toQString(action->name));
    if (!action->comment.empty())
        item->setToolTip(plainToolTip(displayLine(action->comment)));
    if (m_context.engine->isReadOnly())
        disable(item, tr("The project is open read-only."));
    else if (targets.count == 0)
        disable(item, tr("No record is selected."));
    else if (targets.count == 1)
        check(*action, targets.first, item);
}

void RecordActions::check(const ActionDef &action, RecordId record, QAction *item)
{
    if (record == RecordId{} || (action.preconditions.empty() && action.isDefault))
        return; // nothing that could refuse
    ActionCall call;
    call.action = action.fullName();
    call.id = toText(record);
    const bool mayLackInput = !action.params.empty();
    whenDone(m_context.engine->canRunAction(std::move(call)), this,
             [name = action.fullName(), mayLackInput,
              item = QPointer(item)](const Result<ActionOutcome> &outcome) {
                 if (!item || (outcome && outcome->success))
                     return;
                 const Error reason = reasonOf(outcome, name);
                 if (!mayLackInput || reason.is(errc::preconditionFailed))
                     disable(item, errorText(reason));
             });
}

void RecordActions::choose(const ActionDef &action, const ActionTargets &targets)
{
    if (!action.params.empty()) {
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Action;
        ref.name = toQString(action.fullName());
        ref.detail = toQString(toText(targets.first));
        Q_EMIT openRequested(ref, OpenMode::Here);
        return;
    }
    if (targets.count > maxRecords) {
        m_context.prompter->inform(
            m_widget, tr("Too many records"),
            tr("%1 runs on at most %2 records at once, but %3 are selected. Select fewer.")
                .arg(displayLine(action.name), countText(maxRecords), countText(targets.count)));
        return;
    }
    targets.gather([self = QPointer(this), action](const Result<std::vector<RecordId>> &ids) {
        if (!self)
            return;
        if (!ids)
            self->m_context.prompter->show(self->m_widget, ids.error());
        else if (action.kind == ActionKind::Delete || ids->size() > 1)
            self->confirm(action, ids.value());
        else
            self->run(action.fullName(), ids.value());
    });
}

void RecordActions::confirm(const ActionDef &action, const std::vector<RecordId> &ids)
{
    const bool isDelete = action.kind == ActionKind::Delete;
    Question question;
    question.title = isDelete ? tr("Delete") : tr("Run an action");
    const QString number = countText(static_cast<std::int64_t>(ids.size()));
    const QString which =
        ids.size() == 1 ? tr("the record %1").arg(raw(ids.front())) : tr("%1 records").arg(number);
    question.text =
        isDelete
            ? tr("This deletes %1 of %2 with the action %3.")
                  .arg(which, m_model, displayLine(action.fullName()))
            : tr("This runs %3 on %1 of %2.").arg(which, m_model, displayLine(action.fullName()));
    question.doIt = isDelete ? tr("Delete (%1)").arg(number) : tr("Run (%1)").arg(number);
    question.destructive = isDelete;
    m_context.prompter->ask(m_widget, question,
                            [this, name = action.fullName(), ids](Answer answer) {
                                if (answer == Answer::DoIt)
                                    run(name, ids);
                            });
}

void RecordActions::run(const std::string &action, const std::vector<RecordId> &ids)
{
    runNext(action, ids, 0, m_cancelled);
}

void RecordActions::runNext(const std::string &action, const std::vector<RecordId> &ids,
                            std::size_t next, const std::shared_ptr<bool> &cancelled)
{
    if (next >= ids.size())
        return;
    Q_EMIT progressed(toQString(action), static_cast<int>(next), static_cast<int>(ids.size()));
    ActionCall call;
    call.action = action;
    call.id = toText(ids[next]);
    whenDone(m_context.engine->runAction(std::move(call)), this,
             [this, action, ids, next, cancelled](const Result<ActionOutcome> &outcome) {
                 if (!outcome || !outcome->success) {
                     m_context.prompter->show(m_widget, reasonOf(outcome, action));
                     Q_EMIT failed();
                     return;
                 }
                 const bool isLast = next + 1 == ids.size() || *cancelled;
                 if (isLast)
                     Q_EMIT finished(toQString(action), static_cast<int>(next + 1),
                                     raw(outcome->run));
                 else
                     runNext(action, ids, next + 1, cancelled);
             });
}

} // namespace syncline::ui
