#include "ui/action/ActionFacts.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QGridLayout>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

/** "list of number", "object (name, price)" */
QString typeText(const Value &spec)
{
    const QString type = displayLine(spec["type"].stringOr(), 40);
    if (type == u"array"_s)
        return ActionFacts::tr("list of %1").arg(typeText(spec["items"]));
    if (type != u"object"_s || !spec["properties"].isObject())
        return type.isEmpty() ? ActionFacts::tr("anything") : type;
    QStringList names;
    for (const auto &[name, inner] : spec["properties"].asObject())
        names.append(displayLine(name, 40));
    return type + u" ("_s + names.join(u", "_s) + u')';
}

QString triggerText(const Value &trigger)
{
    if (trigger.isBool())
        return trigger.asBool() ? ActionFacts::tr("on") : ActionFacts::tr("off");
    return displayLine(shortJson(trigger, 200), 200);
}

} // namespace

ActionFacts::ActionFacts(QWidget *parent)
    : QFrame(parent)
{
    setObjectName(u"action.facts"_s);
    setProperty("card", true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::medium, space::small, space::small, space::medium);
    auto *header = new QHBoxLayout;
    header->addWidget(makeLabel(tr("Inputs, triggers and limits"), LabelRole::Heading, this));
    header->addStretch();
    auto *link = makeLinkButton(tr("Change in action.json"), u"action.facts.file"_s, this);
    connect(link, &QPushButton::clicked, this, &ActionFacts::fileRequested);
    header->addWidget(link);
    layout->addLayout(header);
}

void ActionFacts::show(const ActionDef &action)
{
    delete m_content;
    m_content = new QWidget(this);
    auto *grid = new QGridLayout(m_content);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::large);
    grid->setVerticalSpacing(space::tight);
    grid->setColumnStretch(2, 1);
    const auto add = [this, grid](const QString &group, const QString &name, const QString &text) {
        const int row = grid->rowCount();
        grid->addWidget(makeLabel(group, LabelRole::Muted, m_content), row, 0);
        grid->addWidget(makeLabel(name, m_content), row, 1);
        grid->addWidget(new ElidedLabel(text, m_content), row, 2);
    };
    bool isFirst = true;
    for (const auto &[name, spec] : action.params)
        add(std::exchange(isFirst, false) ? tr("Inputs") : QString(), displayLine(name, 60),
            typeText(spec));
    if (action.params.empty())
        add(tr("Inputs"),
            action.kind == ActionKind::Create || action.kind == ActionKind::Update
                ? tr("the fields of %1").arg(displayLine(action.model, 60))
                : tr("none"),
            {});
    isFirst = true;
    for (const auto &[name, trigger] : action.triggers)
        add(std::exchange(isFirst, false) ? tr("Triggers") : QString(), displayLine(name, 60),
            triggerText(trigger));
    if (action.triggers.empty())
        add(tr("Triggers"), tr("called by people, scripts and syncs"), {});
    add(tr("Limits"), tr("the whole action"), durationText(action.timeoutMs));
    add({}, tr("a transaction"), durationText(action.transactionTimeoutMs));
    if (action.returnsResult)
        add(tr("Result"), tr("what the last run effect returns"), {});
    layout()->addWidget(m_content);
}

} // namespace syncline::ui
