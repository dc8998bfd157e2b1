#pragma once

#include "core/base/Result.h"
#include "core/record/RecordTypes.h"

#include <QWidget>

class QLabel;
class QTreeWidget;

namespace syncline::ui {

/** What a change would do, step by step: rows, what is lost or fails, with examples, and the SQL.
 */
class PlanView final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanView(QWidget *parent);

    void showPlan(const SchemaPlan &plan);
    void showText(const QString &text);
    void showError(const Error &error);
    [[nodiscard]] QTreeWidget *tree() const { return m_tree; }
    /** "Adds a field; 3 values are lost; about 2 s" */
    [[nodiscard]] static QString summary(const SchemaPlan &plan);

private:
    void copy();

    QLabel *m_head;
    QTreeWidget *m_tree;
};

/** What a plan loses, in numbers: "3 values or records". */
[[nodiscard]] std::int64_t lostBy(const SchemaPlan &plan);
/** Why a plan cannot be carried out; empty: it can. */
[[nodiscard]] QString blockerOf(const SchemaPlan &plan);
/** What is asked before data is lost: every step that loses some, with its number. */
[[nodiscard]] QString lossQuestion(const SchemaPlan &plan);

} // namespace syncline::ui
