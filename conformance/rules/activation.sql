-- name: an activation of tables whose owners all allow the destination is allowed, whoever may receive results
-- template: audience
-- to: crm
-- allow

-- name: a member without the ability activates nothing
-- as: third
-- template: audience
-- to: crm
-- refuse: MEMBER_MAY_NOT_ACTIVATE

-- name: one owner who does not allow the destination is enough
-- template: audience
-- to: dsp
-- refuse: RULE_DESTINATION leads

-- name: a public table goes where its owner lets it go
-- template: everybody
-- to: dsp
-- refuse: RULE_DESTINATION postcodes

-- name: and there it goes
-- template: everybody
-- to: crm
-- allow

-- name: a rule that says nothing of additional analyses lets nothing be activated
-- template: scored
-- to: crm
-- refuse: RULE_ACTIVATION_NOT_ALLOWED surveys
-- refuse: RULE_DESTINATION surveys

-- name: a destination that nobody registered is none
-- template: audience
-- to: nowhere
-- refuse: DESTINATION_UNKNOWN

-- name: an activation without a destination goes to nobody, and its receivers get nothing
-- template: audience
-- refuse: TEMPLATE_ACTIVATION
-- refuse: RULE_ADDITIONAL_ANALYSIS leads
-- refuse: RULE_RECEIVERS prospects

-- name: a query is not activated
-- template: prospecting
-- to: crm
-- refuse: TEMPLATE_NO_ACTIVATION
