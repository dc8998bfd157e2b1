#include "ui/views/ViewNames.h"

#include "core/base/TextSafe.h"
#include "core/engine/Views.h"
#include "core/project/ViewFile.h"
#include "core/record/view/NewView.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QString trViewNames(const char *text)
{
    return QCoreApplication::translate("ViewNames", text);
}

/** Why no view can be called so; says it, and answers false. */
bool checkFreeViewName(const UiContext &context, QWidget *parent, const std::string &name)
{
    Result<void> usable = checkViewName(name);
    if (usable && context.engine->project()->findView(name))
        usable = Error(errc::invalidInput, "There is already a view \"%1\".", {name});
    if (!usable)
        context.prompter->show(parent, usable.error());
    return usable.ok();
}

} // namespace

DocumentRef viewRef(const QString &name)
{
    DocumentRef ref;
    ref.kind = DocumentRef::Kind::Code;
    ref.name = toQString(viewPath(fromQString(name)));
    return ref;
}

QString viewOf(const DocumentRef &ref)
{
    const bool isView = ref.kind == DocumentRef::Kind::Code && ref.name.startsWith(u"views/"_s) &&
                        ref.name.endsWith(u".sql"_s) && ref.name.count(u'/') == 1;
    return isView ? ref.name.mid(6).chopped(4) : QString();
}

void askNewView(const UiContext &context, QWidget *parent,
                std::function<void(const DocumentRef &)> made)
{
    TextQuestion question;
    question.title = trViewNames("New view");
    question.label = trViewNames("Name of the view (letters, digits, _ and -)");
    question.doIt = trViewNames("Create");
    context.prompter->askText(parent, question, [context, parent, made](const QString &given) {
        const std::string name = fromQString(given.trimmed());
        if (!checkFreeViewName(context, parent, name))
            return;
        const ProjectPtr project = context.engine->project();
        const ModelDef *first = project->models.empty() ? nullptr : project->models.front().get();
        whenDone(context.engine->views().save(name, std::nullopt,
                                              newViewText(text::humanName(name), first)),
                 parent, [context, parent, made, name](const Result<void> &saved) {
                     if (saved)
                         made(viewRef(toQString(name)));
                     else
                         context.prompter->show(parent, saved.error());
                 });
    });
}

void askRenameView(const UiContext &context, QWidget *parent, const QString &name,
                   std::function<void(const DocumentRef &)> renamed)
{
    TextQuestion question;
    question.title = trViewNames("Rename view");
    question.label = trViewNames("New name; scripts that ask for %1 need it, too").arg(name);
    question.text = name;
    question.doIt = trViewNames("Rename");
    context.prompter->askText(parent, question, [=](const QString &given) {
        const std::string to = fromQString(given.trimmed());
        if (to == fromQString(name) || !checkFreeViewName(context, parent, to))
            return;
        whenDone(context.engine->views().rename(fromQString(name), to), parent,
                 [=](const Result<void> &done) {
                     if (done)
                         renamed(viewRef(toQString(to)));
                     else
                         context.prompter->show(parent, done.error());
                 });
    });
}

void askRemoveView(const UiContext &context, QWidget *parent, const QString &name,
                   std::function<void()> removed)
{
    Question question;
    question.title = trViewNames("Delete view");
    question.text =
        trViewNames("The file %1 is deleted. No record changes.").arg(viewRef(name).name);
    question.doIt = trViewNames("Delete View");
    question.destructive = true;
    context.prompter->ask(parent, question, [=](Answer answer) {
        if (answer != Answer::DoIt)
            return;
        whenDone(context.engine->views().remove(fromQString(name)), parent,
                 [=](const Result<void> &done) {
                     if (done)
                         removed();
                     else
                         context.prompter->show(parent, done.error());
                 });
    });
}

} // namespace syncline::ui
