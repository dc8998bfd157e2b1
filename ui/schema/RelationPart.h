#pragma once

#include "ui/schema/FieldPart.h"

class QComboBox;

namespace syncline::ui {

/** A relationship, with what it is called on the other side. */
class RelationPart final : public FieldPart
{
    Q_OBJECT

public:
    RelationPart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;
    void setLocked(bool isLocked) override;

private:
    QComboBox *addBox(const QString &label, const QString &name);
    void connectBoxes();
    void showOtherSide(const FieldDef &field);
    /** Fields of @p model that lead to @p target, and a new one. */
    void fillFields(QComboBox *box, const std::string &model, const std::string &target,
                    const std::string &chosen);
    void fillModels(QComboBox *box, const std::string &chosen);

    QComboBox *m_related;
    QComboBox *m_join;
    QComboBox *m_inverse;   ///< The field over there, or in the join model, that leads here.
    QComboBox *m_joinField; ///< The field of the join model that leads there.
    QComboBox *m_otherSide; ///< belongsTo: what the other model shows.
    QLineEdit *m_otherName;
    QComboBox *m_dependent;
    QLabel *m_words = nullptr;
    QLabel *m_problem = nullptr;
};

} // namespace syncline::ui
