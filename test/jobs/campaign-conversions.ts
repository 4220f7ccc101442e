import { bigint, count, countDistinct, hop, minutes, sinkTable, string } from '../../src/table/index.js'
import { timestamp, windowEnd, windowStart } from '../../src/table/index.js'
import { BaseJob } from '../../src/app/job.js'
import { col, events } from '../../src/jobs/events.js'
import type { JobSettings } from '../../src/jobs/settings.js'

const campaignConversions = sinkTable('campaign_conversions', {
  window_start: timestamp(),
  window_end: timestamp(),
  campaign: string({ notNull: true }),
  conversions: bigint(),
  users: bigint()
})

/** Conversions per campaign in the last five minutes, anew every minute, and how many users made them. */
export class CampaignConversions extends BaseJob<typeof campaignConversions, JobSettings> {
  readonly name = 'CampaignConversions'
  readonly sink = campaignConversions

  buildPipeline() {
    const campaign = col('properties.campaign')
    return events
      .filter(col('event.type').eq('conversion').and(campaign.isNotNull()))
      .window(hop(minutes(5), minutes(1)))
      .groupBy(campaign)
      .select({
        window_start: windowStart(),
        window_end: windowEnd(),
        campaign,
        conversions: count(),
        users: countDistinct(col('user.id'))
      })
  }
}
