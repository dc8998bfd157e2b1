#include "ui/records/RecordActions.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace syncline::ui {

RecordActions::RecordActions(const UiContext &context, QString model, QWidget *parent)
    : QObject(parent),
      m_context(context),
      m_model(std::move(model)),
      m_widget(parent)
{
}

void RecordActions::fillMenu(QMenu *menu, const std::vector<RecordId> &ids)
{
    const ProjectPtr project = m_context.engine->project();
    for (const auto &action : project->actions) {
        const bool needsNoMenu = action->kind == ActionKind::Create ||
                                 action->kind == ActionKind::Update; // the form does these
        if (toQString(action->model) != m_model || needsNoMenu)
            continue;
        QString text = displayLine(action->name, 60);
        text.replace(u'&', u"&&"_s);
        const bool isDelete = action->kind == ActionKind::Delete;
        QAction *item = menu->addAction(
            themedIcon(isDelete ? u"delete"_s : u"action"_s),
            ids.size() > 1 ? tr("Run %1 on %2 records")
                                 .arg(text, countText(static_cast<std::int64_t>(ids.size())))
                           : tr("Run %1").arg(text),
            this, [this, action, ids] { choose(*action, ids); });
        item->setObjectName(u"recordAction."_s + toQString(action->name));
        item->setEnabled(!ids.empty() && !m_context.engine->isReadOnly());
        if (m_context.engine->isReadOnly())
            item->setStatusTip(tr("The project is open read-only."));
    }
}

void RecordActions::choose(const ActionDef &action, const std::vector<RecordId> &ids)
{
    const std::string name = action.fullName();
    if (!action.params.empty()) {
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Action;
        ref.name = toQString(name);
        ref.detail = toQString(toText(ids.front()));
        Q_EMIT openRequested(ref, OpenMode::Here);
        return;
    }
    const bool isDelete = action.kind == ActionKind::Delete;
    if (!isDelete && ids.size() == 1) {
        run(name, ids);
        return;
    }
    Question question;
    question.title = isDelete ? tr("Delete") : tr("Run an action");
    const auto count = static_cast<int>(ids.size());
    const QString number = countText(count);
    question.text = isDelete ? tr("This deletes records of %1 with the action %2. Records: %3.")
                                   .arg(m_model, displayLine(name), number)
                             : tr("This runs %2 on records of %1. Records: %3.")
                                   .arg(m_model, displayLine(name), number);
    question.doIt = isDelete ? tr("Delete (%1)").arg(number) : tr("Run (%1)").arg(number);
    question.destructive = isDelete;
    m_context.prompter->ask(m_widget, question, [this, name, ids](Answer answer) {
        if (answer == Answer::DoIt)
            run(name, ids);
    });
}

void RecordActions::run(const std::string &action, const std::vector<RecordId> &ids)
{
    runNext(action, ids, 0);
}

void RecordActions::runNext(const std::string &action, std::vector<RecordId> left, int done)
{
    if (left.empty())
        return;
    ActionCall call;
    call.action = action;
    call.id = toText(left.front());
    left.erase(left.begin());
    whenDone(m_context.engine->runAction(std::move(call)), this,
             [this, action, left = std::move(left), done](const Result<ActionOutcome> &outcome) {
                 if (!outcome || !outcome->success) {
                     const Error none(errc::internalError, "%1 did not succeed and gave no reason.",
                                      {action});
                     m_context.prompter->show(m_widget, !outcome ? outcome.error()
                                                        : outcome->errors.empty()
                                                            ? none
                                                            : outcome->errors.front());
                     return;
                 }
                 if (left.empty())
                     Q_EMIT finished(toQString(action), done + 1, raw(outcome->run));
                 else
                     runNext(action, left, done + 1);
             });
}

} // namespace syncline::ui
